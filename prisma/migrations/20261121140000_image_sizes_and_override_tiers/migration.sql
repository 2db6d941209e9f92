-- An override may be for one service tier; '' = every one. Agreed rates were those of the default tier, and stay so.
ALTER TABLE price_override ADD COLUMN service_tier text NOT NULL DEFAULT '';
UPDATE price_override SET service_tier = 'default' WHERE rates IS NOT NULL;

-- Images are priced by size and quality: events from before carry over what their usage object said of them.
UPDATE usage_event
SET usage = (usage::jsonb || jsonb_strip_nulls(jsonb_build_object(
  'image_size', CASE WHEN json_typeof(raw_usage -> 'size') = 'string' THEN nullif(lower(raw_usage ->> 'size'), '') END,
  'image_quality', CASE WHEN json_typeof(raw_usage -> 'quality') = 'string' THEN nullif(lower(raw_usage ->> 'quality'), '') END)))::json
WHERE usage -> 'images' IS NOT NULL AND (raw_usage -> 'size' IS NOT NULL OR raw_usage -> 'quality' IS NOT NULL);
