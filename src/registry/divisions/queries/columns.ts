import { sql } from 'kysely'

/** The columns of a `Division`, from `division d`. */
export const DIVISION = sql`d.code, d.tier,
  (array['nation', 'province', 'city', 'district', 'street', 'community'])[d.base_level + 1] as base_tier,
  d.name, d.short_name, d.path_name, d.parent, d.valid_to`
