-- The tenants that a person or an API token is limited to; null: all of them. Who administers has no limit.
ALTER TABLE app_user ADD COLUMN tenants jsonb
  CONSTRAINT app_user_tenants CHECK (tenants IS NULL OR (jsonb_typeof(tenants) = 'array' AND jsonb_array_length(tenants) > 0 AND role <> 'admin'));
ALTER TABLE api_token ADD COLUMN tenants jsonb
  CONSTRAINT api_token_tenants CHECK (tenants IS NULL OR (jsonb_typeof(tenants) = 'array' AND jsonb_array_length(tenants) > 0 AND NOT 'admin' = ANY (scopes)));
