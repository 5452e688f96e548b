// Two ways to record messages. Both find the driver and insert in one round trip, and tell a fresh message
// from a duplicate; a row of an unknown driver is never inserted.

const INSERT_ONE = {
  name: 'insert-one',
  text: `WITH d AS (SELECT id FROM driver WHERE wa_id = $2),
              i AS (INSERT INTO inbox (wamid, driver_id, body) SELECT $1, id, $3::jsonb FROM d
                    ON CONFLICT DO NOTHING RETURNING wamid)
         SELECT (SELECT id FROM d) AS driver_id, EXISTS (SELECT FROM i) AS fresh`
}

const INSERT_MANY = {
  name: 'insert-many',
  text: `WITH m AS (SELECT wamid, id, body
                      FROM unnest($1::text[], $2::text[], $3::text[]) AS u(wamid, wa_id, body)
                      JOIN driver USING (wa_id)),
              i AS (INSERT INTO inbox (wamid, driver_id, body) SELECT wamid, id, body::jsonb FROM m
                    ON CONFLICT DO NOTHING RETURNING wamid)
         SELECT wamid, m.id AS driver_id, i.wamid IS NOT NULL AS fresh FROM m LEFT JOIN i USING (wamid)`
}

// A delivery report only ever rises: sent, delivered, read.
const REPORT_ONE = {
  name: 'report-one',
  text: `WITH n AS (INSERT INTO delivery (reply_id, status, at) VALUES ($1, $2, to_timestamp($3))
                    ON CONFLICT DO NOTHING)
         UPDATE reply SET status = $2, status_at = to_timestamp($3)
          WHERE id = $1 AND coalesce(array_position(ARRAY['sent', 'delivered', 'read'], status), 0)
                          < array_position(ARRAY['sent', 'delivered', 'read'], $2)`
}

const REPORT_MANY = {
  name: 'report-many',
  text: `WITH s AS (SELECT * FROM unnest($1::text[], $2::text[], $3::float8[]) AS u(id, status, at)),
              n AS (INSERT INTO delivery (reply_id, status, at)
                    SELECT id, status, to_timestamp(at) FROM s ORDER BY 1, 2 ON CONFLICT DO NOTHING),
              best AS (SELECT DISTINCT ON (id) * FROM s
                       ORDER BY id, array_position(ARRAY['sent', 'delivered', 'read'], status) DESC)
         UPDATE reply r SET status = b.status, status_at = to_timestamp(b.at) FROM best b
          WHERE r.id = b.id AND coalesce(array_position(ARRAY['sent', 'delivered', 'read'], r.status), 0)
                              < array_position(ARRAY['sent', 'delivered', 'read'], b.status)`
}

const forget = pool => wamid => pool.query('DELETE FROM inbox WHERE wamid = $1', [wamid])

/** One statement per message or report. */
export function singleStore (pool) {
  return {
    async insert (message) {
      const { rows: [row] } = await pool.query(
        { ...INSERT_ONE, values: [message.id, message.from, JSON.stringify(message)] })
      return { driverId: row.driver_id, fresh: row.fresh }
    },
    async report (status) {
      await pool.query({ ...REPORT_ONE, values: [status.biz_opaque_callback_data, status.status, status.timestamp] })
    },
    forget: forget(pool)
  }
}

/** Leader/follower: whatever arrives while one statement runs goes into the next one. No timer, so no added delay. */
function lane (flush, { limit = 256, concurrency = 1 } = {}) {
  let waiting = []
  let running = 0

  async function lead () {
    while (waiting.length > 0) {
      const items = waiting.splice(0, limit)
      try {
        await flush(items)
      } catch (err) {
        for (const { reject } of items) reject(err)
      }
    }
    running--
  }

  return item => new Promise((resolve, reject) => {
    waiting.push({ item, resolve, reject })
    if (running < concurrency) {
      running++
      setImmediate(lead) // take along what this turn of the event loop still delivers
    }
  })
}

export function batchedStore (pool, options) {
  const insert = lane(async items => {
    const { rows } = await pool.query({
      ...INSERT_MANY,
      values: [
        items.map(i => i.item.id),
        items.map(i => i.item.from),
        items.map(i => JSON.stringify(i.item))
      ]
    })
    const byId = new Map(rows.map(row => [row.wamid, row]))
    for (const { item, resolve } of items) {
      const row = byId.get(item.id)
      resolve({ driverId: row?.driver_id ?? null, fresh: row?.fresh ?? false })
      if (row) row.fresh = false // the same message twice in one batch: only the first is fresh
    }
  }, options)

  const report = lane(async items => {
    await pool.query({
      ...REPORT_MANY,
      values: [
        items.map(i => i.item.biz_opaque_callback_data),
        items.map(i => i.item.status),
        items.map(i => Number(i.item.timestamp))
      ]
    })
    for (const { resolve } of items) resolve()
  }, options)

  return { insert, report, forget: forget(pool) }
}
