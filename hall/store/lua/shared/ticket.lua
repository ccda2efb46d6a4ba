-- A ticket's moves: MOVES is written in front of every script from rules.ticket.MOVES.
local function ticket_by(id)
  local found = record(key('ticket', id))
  return found.id and found or nil
end

local function may(ticket, move)
  return MOVES[move].leaves[ticket.state]
end

-- What was before this act, so that it can be taken back as a whole; filled when a record first changes.
local before = { tickets = {}, order = {}, windows = {} }

local function copy(found)
  local same = {}
  for name, value in pairs(found) do same[name] = value end
  return same
end

-- Change fields of the record in memory and in the store alike.
local function write(ticket, fields)
  local flat = {}
  for name, value in pairs(fields) do
    ticket[name] = type(value) == 'number' and text(value) or value
    flat[#flat + 1] = name
    flat[#flat + 1] = ticket[name]
  end
  redis.call('HSET', key('ticket', ticket.id), unpack(flat))
end

-- The same as a part of this act, so that an undo takes it back.
local function note(ticket, fields)
  if ticket.state and not before.tickets[ticket.id] then
    before.tickets[ticket.id] = copy(ticket)
    before.order[#before.order + 1] = ticket.id
  end
  write(ticket, fields)
end

-- Tickets that are over stay readable for three days, as long as the stream that tells of them.
local KEEP_ENDED_SECONDS = 259200

-- `acts` counts what really happened to a ticket: a recall or a start in between does not hinder an undo.
local function move(ticket, name, fields)
  fields.state = MOVES[name].enters
  if name ~= 'recall' and name ~= 'start' then fields.acts = tonumber(ticket.acts or 0) + 1 end
  note(ticket, fields)
  if MOVES[name].alive then
    redis.call('PERSIST', key('ticket', ticket.id))
    redis.call('ZADD', key('alive'), ticket.issued_at, ticket.id)
  else
    redis.call('EXPIRE', key('ticket', ticket.id), KEEP_ENDED_SECONDS)
    redis.call('ZREM', key('alive'), ticket.id)
  end
end
