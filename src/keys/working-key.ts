/** Whether a row of api_keys is one of a key that works, as SQL. */
export const isWorkingKey = `api_keys.revoked_at is null
  and (api_keys.expires_at is null or api_keys.expires_at > clock_timestamp())`
