-- The peer's own tables, in a database of their own on the same server.
CREATE TABLE driver (
  id     integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  wa_id  text NOT NULL UNIQUE
);
CREATE TABLE inbox (
  wamid        text PRIMARY KEY,
  driver_id    integer NOT NULL REFERENCES driver,
  body         jsonb NOT NULL,                    -- the message object, as received
  received_at  timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE reply (                              -- what delivery reports are about
  id         text PRIMARY KEY,                    -- the opaque callback data
  status     text,
  status_at  timestamptz
);
CREATE TABLE delivery (
  reply_id  text NOT NULL,
  status    text NOT NULL,
  at        timestamptz NOT NULL,
  PRIMARY KEY (reply_id, status)
);
