-- Let those in whose moment has come: deferred visitors, and those who walked over from the other hall. A call does
-- it for its own services, so that a late sweep never makes somebody wait; it is no part of the call's undo.
local function let_in(queue)
  for _, name in ipairs(redis.call('ZRANGE', key('later', queue), '-inf', now, 'BYSCORE', 'LIMIT', 0, 100)) do
    local ticket = ticket_by(ticket_of(name))
    leave_queue(ticket)
    write(ticket, { callable_at = 0 })
    stand_in_queue(ticket)
    tell('let_in', ticket)
  end
end

-- The best of a window's reach: two heads a service, the smallest rank + handicap, ties to the earlier join.
local function best_of(reach)
  local best
  local function consider(set, service, handicap, booked)
    local first = redis.call('ZRANGE', key(set, service), 0, 0, 'WITHSCORES')
    if not first[1] then return end
    local rank, due = tonumber(first[2]), false
    if booked and now >= rank - ask.early_ms then
      rank, due = rank - ask.appointment_ms, true
    end
    local counted = rank + handicap
    if not best or counted < best.counted or (counted == best.counted and first[1] < best.member) then
      best = { member = first[1], counted = counted, handicap = handicap, due = due }
    end
  end
  for service, handicap in pairs(reach) do
    let_in(service)
    consider('booked', service, handicap, true)
    consider('live', service, handicap, false)
  end
  return best
end
