import type pg from "pg";

/** A name within a sentence: not where it is only part of another name (`acme` in `acme-corp`, in `acme.com`). */
const BEFORE = "(?<![[:alnum:]_-]|[[:alnum:]][.@])";
const AFTER = "(?![[:alnum:]_-]|[.@][[:alnum:]])";

/** Defines, for this connection alone, how a name is replaced in a text and in JSON. */
export async function defineFunctions(client: pg.ClientBase): Promise<void> {
  await client.query(`
    CREATE OR REPLACE FUNCTION pg_temp.erased_text(given text, name text, token text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
      SELECT CASE WHEN given = name THEN token WHEN position(name IN given) = 0 THEN given
        ELSE regexp_replace(given, '${BEFORE}' || regexp_replace(name, '([^[:alnum:][:space:]])', '\\\\\\1', 'g') || '${AFTER}', token, 'g') END
    $$;
    -- keys: the members that hold the name and nothing else; null: it may stand anywhere, prose says whether within a sentence.
    CREATE OR REPLACE FUNCTION pg_temp.erased_json(given jsonb, name text, token text, keys text[], prose boolean, held boolean)
    RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
    BEGIN
      CASE jsonb_typeof(given)
        WHEN 'string' THEN
          IF NOT held THEN RETURN given; END IF;
          IF prose THEN RETURN to_jsonb(pg_temp.erased_text(given #>> '{}', name, token)); END IF;
          RETURN CASE WHEN given = to_jsonb(name) THEN to_jsonb(token) ELSE given END;
        WHEN 'array' THEN
          RETURN coalesce((SELECT jsonb_agg(pg_temp.erased_json(e.value, name, token, keys, prose, held) ORDER BY e.at)
            FROM jsonb_array_elements(given) WITH ORDINALITY AS e(value, at)), given);
        WHEN 'object' THEN
          RETURN coalesce((SELECT jsonb_object_agg(CASE WHEN keys IS NULL AND e.key = name THEN token ELSE e.key END,
              pg_temp.erased_json(e.value, name, token, keys, prose, keys IS NULL OR e.key = ANY (keys)))
            FROM jsonb_each(given) AS e(key, value)), given);
        ELSE RETURN given;
      END CASE;
    END $$`);
}
