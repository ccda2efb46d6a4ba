-- A ticket's moves: MOVES is written in front of every script from rules.ticket.MOVES.
local function ticket_by(id)
  local found = record(key('ticket', id))
  return found.id and found or nil
end

local function may(ticket, move)
  return MOVES[move].leaves[ticket.state]
end

-- Change fields of the record in memory and in the store alike.
local function note(ticket, fields)
  local flat = {}
  for name, value in pairs(fields) do
    ticket[name] = type(value) == 'number' and text(value) or value
    flat[#flat + 1] = name
    flat[#flat + 1] = ticket[name]
  end
  redis.call('HSET', key('ticket', ticket.id), unpack(flat))
end

-- Tickets that are over stay readable for three days, as long as the stream that tells of them.
local KEEP_ENDED_SECONDS = 259200

local function move(ticket, name, fields)
  fields.state = MOVES[name].enters
  note(ticket, fields)
  if not MOVES[name].alive then redis.call('EXPIRE', key('ticket', ticket.id), KEEP_ENDED_SECONDS) end
end
