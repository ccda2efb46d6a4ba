-- A visitor comes to a window and goes.
-- Let the visitor go: the window is free again and her line leaves the wall.
local function let_go(window, ticket)
  set_window(window, { ticket = '' })
  redis.call('ZREM', key('board', ticket.area), ticket.id)
end

-- A call that no screen has shown a second later is an alert; whoever sweeps looks at its area then.
local SHOWN_WITHIN_MS = 1000
local function watch_wall(area)
  redis.call('ZADD', key('due'), now + SHOWN_WITHIN_MS, 'wall:' .. area .. ':' .. text(seq))
end

-- A call is taken back: the wall says so for a while, for she may be walking.
local function take_back(ticket)
  redis.call('ZADD', key('taken_back', ticket.area), now, ticket.id)
  redis.call('ZREMRANGEBYRANK', key('taken_back', ticket.area), 0, -21)
end

-- Call one ticket to a window: it leaves its queue, stands at the window and on the wall of its area.
local function call_to(window, ticket, why, more)
  leave_queue(ticket)
  redis.call('DEL', key('shown', ticket.id))
  local first = ticket.first_called_at ~= '0' and tonumber(ticket.first_called_at) or now
  move(ticket, 'call', { window = window.id, pressed_at = now, called_at = now, first_called_at = first, why = why,
    calls = 1, handicap = more.handicap or 0, pinned = '', callable_at = 0 })
  set_window(window, { ticket = ticket.id })
  more.window, more.why, more.waited_ms = window.id, why, now - tonumber(ticket.issued_at)
  tell('called', ticket, more)
  redis.call('ZADD', key('board', ticket.area), seq, ticket.id)
  watch_wall(ticket.area)
  redis.call('ZREM', key('taken_back', ticket.area), ticket.id)
  for n, seconds in ipairs(ask.recall_after or {}) do
    redis.call('ZADD', key('due'), now + seconds * 1000, 'recall:' .. ticket.id .. ':' .. n)
  end
end

-- Call the best of the window's reach and return her ticket, or nil when nobody waits.
local function call_best(window)
  local reach = cjson.decode(window.reach)
  reach['@' .. window.id] = 0
  local best = best_of(reach)
  if not best then return nil end
  local ticket = ticket_by(ticket_of(best.member))
  local why = 'waited'
  if ticket.booked == '1' then why = best.due and 'appointment_due' or 'appointment_early'
  elseif tonumber(ticket.rejoined or 0) > 0 then why = 'rejoined'
  elseif ticket.standing == 'priority' then why = 'priority' end
  call_to(window, ticket, why, { handicap = best.handicap, reason = why })
  return ticket
end
