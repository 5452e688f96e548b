-- The first schema. PostgreSQL is the truth; RabbitMQ carries doorbells, Redis only caches.
-- Forward only, and later migrations only expand: the previous release runs on the new schema.

-- --- roles: one per service, least privilege; logins are granted membership ---------------

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'driver_assistant_webhook', 'driver_assistant_worker', 'driver_assistant_delivery',
        'driver_assistant_guardrails', 'driver_assistant_ops'
    ] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        EXCEPTION
            -- Roles are shared by all databases of a server: another company's may be first.
            WHEN duplicate_object OR unique_violation THEN NULL;
        END;
        -- A migrator that is no superuser may act as them, and so may hand them to logins.
        BEGIN
            EXECUTE format('GRANT %I TO CURRENT_USER', name);
        EXCEPTION
            WHEN OTHERS THEN RAISE NOTICE 'membership in % not granted: %', name, SQLERRM;
        END;
    END LOOP;
END $$;

-- --- who is served -------------------------------------------------------------------------

CREATE TABLE installation (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    stamp text NOT NULL,  -- namespace/name of the DriverAssistant that owns this database
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE drivers (
    id uuid PRIMARY KEY,
    company_id text NOT NULL,
    external_id text NOT NULL,             -- the driver's id in the company's SaaS
    name text NOT NULL DEFAULT '',
    contact_hash bytea NOT NULL UNIQUE,    -- HMAC of the canonical phone number
    contact_cipher bytea NOT NULL,         -- the number itself, encrypted
    user_hash bytea UNIQUE,                -- HMAC of WhatsApp's business-scoped user id
    language text NOT NULL DEFAULT 'en',
    language_fixed boolean NOT NULL DEFAULT false,  -- the driver chose it
    time_zone text NOT NULL DEFAULT 'UTC',
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'deactivated', 'relink')),
    notifications boolean NOT NULL DEFAULT true,
    version bigint NOT NULL DEFAULT 1,     -- grows with everything that makes cached answers old
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (company_id, external_id)
);

CREATE TABLE unknown_contacts (
    contact_hash bytea NOT NULL,
    phone_number_id text NOT NULL,
    hinted_on date NOT NULL,               -- UTC
    PRIMARY KEY (contact_hash, phone_number_id)
);

CREATE TABLE conversations (
    id uuid PRIMARY KEY,
    company_id text NOT NULL,
    phone_number_id text NOT NULL,
    driver_id uuid REFERENCES drivers,     -- NULL: a contact that is not linked
    contact_cipher bytea NOT NULL,         -- where replies go
    -- the lease: whoever holds it answers; the epoch fences everyone who held it before
    owner text,
    epoch bigint NOT NULL DEFAULT 0,
    lease_until timestamptz,
    out_seq bigint NOT NULL DEFAULT 0,     -- order of replies
    last_inbound_at timestamptz,           -- opens WhatsApp's 24-hour window
    handed_off_until timestamptz,          -- a person answers until then
    created_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 70);                  -- claimed and released all the time: keep updates HOT
CREATE INDEX conversations_driver ON conversations (driver_id);

-- --- what drivers wrote ---------------------------------------------------------------------

CREATE TABLE inbound_wamids (              -- de-duplication; pruned after 30 days
    phone_number_id text NOT NULL,
    wamid text NOT NULL,
    message_id uuid NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (phone_number_id, wamid)
);
CREATE INDEX inbound_wamids_received ON inbound_wamids USING brin (received_at);

CREATE TABLE messages (
    id uuid PRIMARY KEY,                   -- UUIDv7: its range is its month's partition
    company_id text NOT NULL,
    conversation_id uuid NOT NULL,
    phone_number_id text NOT NULL,
    wamid text NOT NULL,
    kind text NOT NULL,
    priority smallint NOT NULL DEFAULT 0,  -- 1: emergencies, buttons, answers to our questions
    emergency text,
    content bytea NOT NULL,                -- contracts.messages.StoredMessage as JSON
    sent_at timestamptz NOT NULL,          -- Meta's time stamp
    received_at timestamptz NOT NULL DEFAULT now(),
    published_at timestamptz,              -- the broker confirmed the doorbell; noted soon after
    traceparent text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'answered', 'closed', 'dead')),
    attempts smallint NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL DEFAULT now(),
    rung_at timestamptz NOT NULL DEFAULT now(),  -- last time a sweeper rang for it
    rings smallint NOT NULL DEFAULT 0,
    answered_by uuid,                      -- the turn (its first message) whose reply covers this one
    closed_reason text,
    last_error text,
    finished_at timestamptz
) PARTITION BY RANGE (id);
CREATE INDEX messages_open ON messages (conversation_id, priority DESC, sent_at, id)
    WHERE state = 'pending';
CREATE INDEX messages_due ON messages (next_at) WHERE state = 'pending';

CREATE TABLE turns (                       -- how each answer came about
    message_id uuid PRIMARY KEY,
    company_id text NOT NULL,
    conversation_id uuid NOT NULL,
    intent text,
    arguments jsonb,
    understood_by text,                    -- button, rules, cache, model
    outcome text NOT NULL,
    prompt_hash text,
    policy_version text,
    policy_hash text,
    evidence_as_of timestamptz,
    degraded text[] NOT NULL DEFAULT '{}',
    cost_usd numeric NOT NULL DEFAULT 0,
    steps jsonb NOT NULL DEFAULT '[]',     -- the steps of the design that ran, with milliseconds
    finished_at timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (message_id);

-- --- what goes back --------------------------------------------------------------------------

CREATE TABLE responses (
    message_id uuid NOT NULL,              -- the turn it answers
    part smallint NOT NULL,
    company_id text NOT NULL,
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,                   -- order within the conversation
    priority smallint NOT NULL DEFAULT 0,
    purpose text NOT NULL,
    payload bytea NOT NULL,                -- contracts.messages.Part as JSON
    reply_to text,                         -- wamid this part quotes
    state text NOT NULL DEFAULT 'pending' CHECK (state IN
        ('pending', 'sending', 'retry', 'ambiguous', 'accepted', 'parked', 'dead', 'replaced')),
    attempts smallint NOT NULL DEFAULT 0,
    owner text,
    lease_until timestamptz,
    next_at timestamptz NOT NULL DEFAULT now(),
    rung_at timestamptz NOT NULL DEFAULT now(),
    rings smallint NOT NULL DEFAULT 0,
    ambiguous_at timestamptz,
    accepted_at timestamptz,
    out_wamid text,
    delivery_status text CHECK (delivery_status IN ('sent', 'delivered', 'read', 'failed')),
    status_at timestamptz,
    error_code integer,
    error text,
    pricing_category text,
    traceparent text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (message_id, part)
) PARTITION BY RANGE (message_id);
CREATE INDEX responses_open ON responses (conversation_id, seq)
    WHERE state IN ('pending', 'sending', 'retry', 'ambiguous');
CREATE INDEX responses_due ON responses (next_at)
    WHERE state IN ('pending', 'sending', 'retry', 'ambiguous');
CREATE INDEX responses_parked ON responses (ambiguous_at) WHERE state = 'parked';
CREATE INDEX responses_failed_late ON responses (conversation_id)
    WHERE state = 'accepted' AND delivery_status = 'failed';

CREATE TABLE send_attempts (
    message_id uuid NOT NULL,
    part smallint NOT NULL,
    attempt smallint NOT NULL,
    owner text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    outcome text,
    http_status smallint,
    error_code integer,
    error text,
    PRIMARY KEY (message_id, part, attempt)
) PARTITION BY RANGE (message_id);

CREATE TABLE outbound_wamids (
    wamid text PRIMARY KEY,
    message_id uuid NOT NULL,
    part smallint NOT NULL
);

CREATE TABLE delivery_statuses (
    message_id uuid NOT NULL,
    part smallint NOT NULL,
    status text NOT NULL,
    at timestamptz NOT NULL,
    errors text NOT NULL DEFAULT '',
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (message_id, part, status, at)
) PARTITION BY RANGE (message_id);

CREATE TABLE senders (                     -- one row per WhatsApp number that was ever held
    phone_number_id text PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('active', 'held', 'stopped')),
    until timestamptz,
    reason text NOT NULL DEFAULT '',
    status_seen_at timestamptz,            -- the status channel is proven live up to here
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- --- what drivers had done ---------------------------------------------------------------------

CREATE TABLE actions (
    id uuid PRIMARY KEY,
    company_id text NOT NULL,
    conversation_id uuid NOT NULL,
    driver_id uuid NOT NULL REFERENCES drivers,
    message_id uuid NOT NULL,
    intent text NOT NULL,
    proposal jsonb NOT NULL,
    state text NOT NULL DEFAULT 'proposed'
        CHECK (state IN ('proposed', 'confirmed', 'doing', 'done', 'refused', 'unknown')),
    expires_at timestamptz NOT NULL,
    confirmed_by uuid,                     -- the message that pressed the button
    outcome jsonb,
    error text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX actions_conversation ON actions (conversation_id, created_at DESC);

CREATE TABLE escalations (                 -- a person has to look, until the person was told
    id uuid PRIMARY KEY,                   -- idempotency key of the message to dispatch
    company_id text NOT NULL,
    conversation_id uuid NOT NULL,
    driver_id uuid NOT NULL REFERENCES drivers,
    message_id uuid NOT NULL,
    reason text NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'told', 'failed')),
    attempts smallint NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz,
    UNIQUE (message_id, reason)
);
CREATE INDEX escalations_due ON escalations (next_at) WHERE state = 'open';

-- --- cost, safety, evidence -----------------------------------------------------------------------

CREATE TABLE model_budgets (
    company_id text NOT NULL,
    scope text NOT NULL CHECK (scope IN ('company', 'driver')),
    subject text NOT NULL,
    day date NOT NULL,                     -- UTC
    reserved_micro_usd bigint NOT NULL DEFAULT 0,  -- settled calls and open reservations
    PRIMARY KEY (company_id, scope, subject, day)
);

CREATE TABLE model_calls (
    id uuid PRIMARY KEY,
    company_id text NOT NULL,
    message_id uuid NOT NULL,
    purpose text NOT NULL,
    model text NOT NULL,
    prompt_tokens integer NOT NULL,
    cached_tokens integer NOT NULL,
    completion_tokens integer NOT NULL,
    cost_usd numeric NOT NULL,             -- the provider's own figure, to its last digit
    attempts smallint NOT NULL,
    unknown_attempts smallint NOT NULL,    -- attempts whose cost nobody told us
    latency_ms integer NOT NULL,
    called_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX model_calls_message ON model_calls (message_id);

CREATE TABLE guardrail_events (
    id uuid PRIMARY KEY,
    company_id text NOT NULL,
    message_id uuid,
    stage text NOT NULL CHECK (stage IN ('input', 'output')),
    decision text NOT NULL,
    severity text NOT NULL,
    category text NOT NULL,
    source text NOT NULL DEFAULT '',       -- who wrote the text: driver_text, api_field, ...; '': us
    language text NOT NULL DEFAULT '',
    checks text[] NOT NULL DEFAULT '{}',   -- that found something
    rule_ids text[] NOT NULL DEFAULT '{}',
    spans jsonb NOT NULL DEFAULT '[]',     -- of the findings, in the text as it was written
    redacted_text text NOT NULL DEFAULT '',
    text_hash bytea NOT NULL,
    timings_us jsonb NOT NULL DEFAULT '{}',
    policy_version text NOT NULL,
    policy_hash text NOT NULL,
    model_hash text NOT NULL DEFAULT '',
    degraded text[] NOT NULL DEFAULT '{}',
    happened_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX guardrail_events_happened ON guardrail_events (happened_at);
CREATE INDEX guardrail_events_message ON guardrail_events (message_id);

CREATE TABLE dead_letters (
    id uuid PRIMARY KEY,
    company_id text NOT NULL,
    side text NOT NULL CHECK (side IN ('in', 'out')),
    message_id uuid NOT NULL,
    part smallint NOT NULL DEFAULT -1,     -- -1 for the inbound side
    conversation_id uuid NOT NULL,
    cause text NOT NULL,
    error text NOT NULL DEFAULT '',
    attempts smallint NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'replayed', 'discarded')),
    resolution text,
    died_at timestamptz NOT NULL DEFAULT now(),
    resolved_at timestamptz
);
CREATE UNIQUE INDEX dead_letters_open ON dead_letters (side, message_id, part) WHERE state = 'open';
CREATE INDEX dead_letters_message ON dead_letters (message_id, part);

CREATE TABLE audit_entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    company_id text NOT NULL,
    actor text NOT NULL,                   -- a person's or service's name, never a driver's
    act text NOT NULL,
    subject text NOT NULL,                 -- a pseudonym: an id of ours
    detail jsonb NOT NULL DEFAULT '{}',
    block_id bigint
);
CREATE INDEX audit_entries_unsealed ON audit_entries (id) WHERE block_id IS NULL;
CREATE INDEX audit_entries_sealed ON audit_entries (block_id, id) WHERE block_id IS NOT NULL;

CREATE TABLE audit_blocks (                -- hash chain over blocks of entries, made by the sealer
    id bigint PRIMARY KEY,
    first_entry bigint NOT NULL,
    last_entry bigint NOT NULL,
    entries integer NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    sealed_at timestamptz NOT NULL DEFAULT now()
);

-- Seals the oldest open entries into the chain's next block; NULL when there are none or somebody
-- else is sealing. A function, so that no service needs the right to write blocks: the chain grows
-- by what is there and in no other way. `store/audit.py` computes the same hash from outside.
CREATE FUNCTION seal_audit(most integer DEFAULT 1000) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moment timestamptz := clock_timestamp();
    previous record;
    block record;
    open bigint[];
    next_id bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('driver_assistant'), hashtext('seal_audit')) THEN
        RETURN NULL;
    END IF;
    -- Chosen once: a transaction that ends meanwhile may add an entry with a lower id, which the
    -- next block takes.
    SELECT array_agg(id) INTO open FROM (
        SELECT id FROM audit_entries WHERE block_id IS NULL ORDER BY id LIMIT most) AS oldest;
    IF open IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT id, hash INTO previous FROM audit_blocks ORDER BY id DESC LIMIT 1;
    next_id := coalesce(previous.id, 0) + 1;
    SELECT min(id) AS first, max(id) AS last, count(*)::integer AS entries,
        string_agg(jsonb_build_array(
            id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            company_id, actor, act, subject, detail)::text, E'\n' ORDER BY id) AS written
    INTO block FROM audit_entries WHERE id = ANY (open);
    UPDATE audit_entries SET block_id = next_id WHERE id = ANY (open);
    INSERT INTO audit_blocks (id, first_entry, last_entry, entries, previous_hash, hash, sealed_at)
    VALUES (next_id, block.first, block.last, block.entries, coalesce(previous.hash, ''),
        sha256(coalesce(previous.hash, '') || convert_to(jsonb_build_array(
            next_id, block.first, block.last, block.entries,
            to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text
            || E'\n' || block.written, 'UTF8')),
        moment);
    RETURN next_id;
END $$;
REVOKE ALL ON FUNCTION seal_audit FROM PUBLIC;

-- --- the end of a lease ----------------------------------------------------------------------------

-- Lets a conversation go unless something in it is due; true when it is free. The row is locked
-- first and the messages are looked at by a statement of their own, whose snapshot is newer than the
-- lock: a message committed while we decided is seen, and its doorbell, which found the
-- conversation held, is not lost. Only the head counts, but a high message passes one not due.
CREATE FUNCTION release_conversation(conversation uuid, holder text, held_epoch bigint)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM conversations WHERE id = conversation AND owner = holder AND epoch = held_epoch
    FOR UPDATE;
    IF NOT FOUND THEN
        RETURN true;
    END IF;
    IF (
        SELECT bool_or(w.due AND (w.high OR w.place = 1)) FROM (
            SELECT m.next_at <= clock_timestamp() AS due, m.priority > 0 AS high,
                row_number() OVER (ORDER BY m.priority DESC, m.sent_at, m.id) AS place
            FROM messages m WHERE m.conversation_id = conversation AND m.state = 'pending'
            ORDER BY m.priority DESC, m.sent_at, m.id LIMIT 2
        ) w
    ) THEN
        RETURN false;
    END IF;
    UPDATE conversations SET owner = NULL, lease_until = NULL WHERE id = conversation;
    RETURN true;
END $$;

-- --- partitions by month of the UUIDv7, three months ahead, with a default one ---------------------

CREATE FUNCTION uuid7_floor(moment timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0')
            || repeat('0', 20))::uuid
$$;

CREATE FUNCTION ensure_partitions(months_ahead integer DEFAULT 3) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    parent text;
    month timestamptz;
    made integer := 0;
    child text;
BEGIN
    FOREACH parent IN ARRAY ARRAY[
        'messages', 'turns', 'responses', 'send_attempts', 'delivery_statuses'
    ] LOOP
        -- One month back too: the message ids of the last minutes of a month are made before it ends.
        FOR step IN -1 .. months_ahead LOOP
            month := date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
                     + make_interval(months => step);
            child := parent || to_char(month AT TIME ZONE 'UTC', '_YYYY_MM');
            IF to_regclass(child) IS NULL THEN
                EXECUTE format(
                    'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                    child, parent, uuid7_floor(month),
                    uuid7_floor((month AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC'));
                made := made + 1;
            END IF;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;
REVOKE ALL ON FUNCTION ensure_partitions FROM PUBLIC;

-- A month goes only when nothing in it needs anybody: open, in doubt, parked or dead rows stay.
CREATE FUNCTION drop_month(month text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    parent text;
    unfinished boolean;
BEGIN
    IF month !~ '^[0-9]{4}_[0-9]{2}$' OR to_regclass('messages_' || month) IS NULL THEN
        RETURN false;
    END IF;
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM %I WHERE state IN (''pending'', ''dead''))'
        ' OR EXISTS (SELECT FROM %I WHERE state NOT IN (''accepted'', ''replaced''))',
        'messages_' || month, 'responses_' || month) INTO unfinished;
    IF unfinished THEN
        RETURN false;
    END IF;
    FOREACH parent IN ARRAY ARRAY[
        'delivery_statuses', 'send_attempts', 'responses', 'turns', 'messages'
    ] LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I', parent || '_' || month);
    END LOOP;
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION drop_month FROM PUBLIC;

CREATE TABLE messages_default PARTITION OF messages DEFAULT;
CREATE TABLE turns_default PARTITION OF turns DEFAULT;
CREATE TABLE responses_default PARTITION OF responses DEFAULT;
CREATE TABLE send_attempts_default PARTITION OF send_attempts DEFAULT;
CREATE TABLE delivery_statuses_default PARTITION OF delivery_statuses DEFAULT;
SELECT ensure_partitions();

-- --- least privilege -------------------------------------------------------------------------------

GRANT SELECT ON installation TO driver_assistant_webhook, driver_assistant_worker,
    driver_assistant_delivery, driver_assistant_guardrails, driver_assistant_ops;

GRANT SELECT ON drivers TO driver_assistant_webhook;
GRANT SELECT, INSERT, UPDATE ON unknown_contacts, inbound_wamids TO driver_assistant_webhook;
GRANT SELECT, INSERT ON conversations TO driver_assistant_webhook;
GRANT SELECT, INSERT ON messages TO driver_assistant_webhook;
GRANT UPDATE (published_at, rung_at, rings) ON messages TO driver_assistant_webhook;
GRANT SELECT ON responses, outbound_wamids TO driver_assistant_webhook;
GRANT UPDATE (state, out_wamid, accepted_at, delivery_status, status_at, error_code, error,
    pricing_category, owner, lease_until) ON responses TO driver_assistant_webhook;
GRANT SELECT, INSERT ON delivery_statuses TO driver_assistant_webhook;
-- whether a question of ours is open: what was asked stays unseen
GRANT SELECT (conversation_id, state, expires_at) ON actions TO driver_assistant_webhook;
GRANT SELECT, INSERT, UPDATE ON senders TO driver_assistant_webhook;
GRANT UPDATE (state, updated_at) ON drivers TO driver_assistant_webhook;  -- number changed: relink

GRANT SELECT ON drivers, messages, conversations TO driver_assistant_worker;
GRANT UPDATE (language, language_fixed, notifications, version, updated_at) ON drivers
    TO driver_assistant_worker;
GRANT UPDATE (owner, epoch, lease_until, out_seq, last_inbound_at, handed_off_until)
    ON conversations TO driver_assistant_worker;
GRANT UPDATE (state, attempts, next_at, answered_by, closed_reason, last_error, finished_at,
    published_at, rung_at, rings) ON messages TO driver_assistant_worker;
GRANT SELECT, INSERT ON turns, responses TO driver_assistant_worker;
GRANT SELECT, INSERT, UPDATE ON actions, model_budgets, escalations TO driver_assistant_worker;
GRANT SELECT, INSERT ON model_calls, dead_letters, audit_entries TO driver_assistant_worker;

GRANT SELECT ON messages, conversations, inbound_wamids TO driver_assistant_delivery;
GRANT SELECT, INSERT, UPDATE ON responses, send_attempts, senders TO driver_assistant_delivery;
GRANT SELECT, INSERT ON outbound_wamids, dead_letters, audit_entries TO driver_assistant_delivery;
GRANT SELECT (id, language) ON drivers TO driver_assistant_delivery;
GRANT UPDATE (out_seq) ON conversations TO driver_assistant_delivery;

GRANT INSERT ON guardrail_events TO driver_assistant_guardrails;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO driver_assistant_ops;
-- Evidence: entries are added, blocks are made by `seal_audit`, nobody changes either.
REVOKE INSERT, UPDATE, DELETE ON audit_blocks FROM driver_assistant_ops;
REVOKE UPDATE, DELETE ON audit_entries FROM driver_assistant_ops;
REVOKE UPDATE ON guardrail_events FROM driver_assistant_ops;
GRANT EXECUTE ON FUNCTION seal_audit TO driver_assistant_ops, driver_assistant_delivery;
GRANT SELECT ON audit_blocks TO driver_assistant_delivery;
GRANT EXECUTE ON FUNCTION ensure_partitions, drop_month TO driver_assistant_ops;
