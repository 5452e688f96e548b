// Webhook ack: verify the signature, record the message, get it confirmed by the broker, then answer 200.
//
// The peer that tests/bench measures the webhook against: Fastify, pg and amqplib as a good engineer would use them.
//
// Environment: PORT, DATABASE_URL, AMQP_URL, APP_SECRET, WORKERS (cluster processes, default 1),
// QUEUE (default "inbound"), PG_POOL (connections per process, default 20), BATCH=1 or --batch (see store.js).
import cluster from 'node:cluster'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { connect } from 'amqplib'
import Fastify, { LogController } from 'fastify'
import pg from 'pg'
import { batchedStore, singleStore } from './store.js'

const { PORT = '8080', HOST = '127.0.0.1', DATABASE_URL, AMQP_URL, APP_SECRET, QUEUE = 'inbound' } = process.env
const workers = Number(process.env.WORKERS ?? 1)
const batch = process.env.BATCH === '1' || process.argv.includes('--batch')

/** True when the header carries the HMAC of exactly these bytes. */
function signed (body, header) {
  if (typeof header !== 'string' || !header.startsWith('sha256=')) return false
  const given = Buffer.from(header.slice(7), 'hex')
  const wanted = createHmac('sha256', APP_SECRET).update(body).digest()
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

/** Every user message and every delivery report in a webhook call. */
function itemsIn (payload) {
  const found = { messages: [], statuses: [] }
  for (const entry of payload.entry ?? []) {
    for (const change of entry.changes ?? []) {
      if (change.field !== 'messages') continue
      found.messages.push(...(change.value?.messages ?? []))
      found.statuses.push(...(change.value?.statuses ?? []))
    }
  }
  return found
}

/** Resolves when the broker has confirmed this one message. */
function publisher (channel) {
  const options = { persistent: true, contentType: 'application/json' }
  return (driverId, message) => new Promise((resolve, reject) => {
    const content = Buffer.from(JSON.stringify({ driver_id: driverId, message }))
    channel.sendToQueue(QUEUE, content, { ...options, messageId: message.id },
      err => err ? reject(err) : resolve())
  })
}

async function main () {
  let stopping = false
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: Number(process.env.PG_POOL ?? 20) })
  const connection = await connect(AMQP_URL, { noDelay: true })
  const channel = await connection.createConfirmChannel()
  await channel.assertQueue(QUEUE, { durable: true, arguments: { 'x-queue-type': 'quorum' } })
  // No broker, no acks: let the supervisor restart the process.
  connection.on('close', () => { if (!stopping) process.exit(1) })

  const store = batch ? batchedStore(pool) : singleStore(pool)
  const publish = publisher(channel)

  /** Stores and publishes one message; says what became of it. */
  async function accept (message) {
    const { driverId, fresh } = await store.insert(message)
    if (driverId === null) return 'unknown'
    if (!fresh) return 'duplicate'
    try {
      await publish(driverId, message)
    } catch (err) {
      await store.forget(message.id) // so that the sender's retry is not taken for a duplicate
      throw err
    }
    return 'accepted'
  }

  const app = Fastify({
    logger: { level: process.env.LOG_LEVEL ?? 'warn' },
    logController: new LogController({ disableRequestLogging: true })
  })

  // The signature covers the raw bytes, so the body stays a Buffer until it is verified.
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (req, body, done) => done(null, body))

  app.post('/webhook', async (request, reply) => {
    if (!signed(request.body, request.headers['x-hub-signature-256'])) {
      return reply.code(401).send({ error: 'bad signature' })
    }
    let items
    try {
      items = itemsIn(JSON.parse(request.body))
    } catch {
      return reply.code(400).send({ error: 'bad JSON' })
    }
    const results = await Promise.all(items.messages.map(accept)) // a rejection becomes 500, and Meta retries
    await Promise.all(items.statuses.map(status => store.report(status)))
    return { results }
  })

  process.once('SIGTERM', async () => {
    stopping = true
    await app.close()
    await connection.close()
    await pool.end()
    process.exit(0)
  })

  await app.listen({ port: Number(PORT), host: HOST })
}

if (workers > 1 && cluster.isPrimary) {
  for (let i = 0; i < workers; i++) cluster.fork()
  process.once('SIGTERM', () => { for (const w of Object.values(cluster.workers)) w.process.kill('SIGTERM') })
} else {
  await main()
}
