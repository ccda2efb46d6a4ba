-- A window and the visitor at it.
local function window_by(id)
  local found = record(key('window', id))
  found.id = id
  found.state = found.state or 'closed'
  found.ticket = found.ticket or ''
  return found
end

local function set_window(window, fields)
  local flat = {}
  for name, value in pairs(fields) do
    window[name] = type(value) == 'number' and text(value) or value
    flat[#flat + 1] = name
    flat[#flat + 1] = window[name]
  end
  redis.call('HSET', key('window', window.id), unpack(flat))
end

-- The visitor at a window, or the code and data of the refusal: the clerk may name the ticket that she sees.
local function visitor_at(window, move_name)
  if window.ticket == '' then return nil, 'WINDOW_EMPTY', { window = window.id } end
  if ask.ticket and ask.ticket ~= window.ticket then
    return nil, 'STALE', { window = window.id, ticket = window.ticket }
  end
  local ticket = ticket_by(window.ticket)
  if move_name and not may(ticket, move_name) then
    return nil, 'NOT_POSSIBLE', { window = window.id, ticket = ticket.id, state = ticket.state, act = move_name }
  end
  return ticket
end

-- Why no visitor can be called to this window now, as code and data, or nil.
local function not_calling(window)
  if window.state ~= 'open' then return 'WINDOW_NOT_OPEN', { window = window.id, state = window.state } end
end

-- Let the visitor go: the window is free again and her line leaves the wall.
local function let_go(window, ticket)
  set_window(window, { ticket = '' })
  redis.call('ZREM', key('board', ticket.area), ticket.id)
end

-- Call the best of the window's reach and return her ticket, or nil when nobody waits.
local function call_best(window)
  local best = best_of(cjson.decode(window.reach))
  if not best then return nil end
  local ticket = ticket_by(ticket_of(best.member))
  leave_queue(ticket)
  local why = 'waited'
  if ticket.booked == '1' then why = best.due and 'appointment_due' or 'appointment_early'
  elseif ticket.standing == 'priority' then why = 'priority' end
  local first = ticket.first_called_at ~= '0' and tonumber(ticket.first_called_at) or now
  move(ticket, 'call', { window = window.id, called_at = now, first_called_at = first, why = why,
    calls = 1, handicap = best.handicap })
  set_window(window, { ticket = ticket.id })
  tell('called', ticket, { window = window.id, reason = why, handicap = best.handicap,
    waited_ms = now - tonumber(ticket.issued_at) })
  redis.call('ZADD', key('board', ticket.area), seq, ticket.id)
  redis.call('ZREM', key('missed', ticket.area), ticket.id)
  return ticket
end

local function finish(window, ticket)
  let_go(window, ticket)
  move(ticket, 'finish', { ended_at = now })
  tell('finished', ticket, { window = window.id })
end
