-- The waiting sets of a service. A member is the padded join number and the ticket, so equal scores are first come.
local function member(ticket)
  return string.format('%015.0f', tonumber(ticket.join)) .. ':' .. ticket.id
end

local function set_of(ticket)
  local booked = ticket.booked == '1'
  if ticket.state == 'reserved' then return key(booked and 'reserved_booked' or 'reserved', ticket.service) end
  return key(booked and 'booked' or 'live', ticket.service)
end

local function stand_in_queue(ticket)
  redis.call('ZADD', set_of(ticket), ticket.counted_at, member(ticket))
  redis.call('ZADD', key('since', ticket.service), ticket.issued_at, member(ticket))
end

local function leave_queue(ticket)
  redis.call('ZREM', set_of(ticket), member(ticket))
  redis.call('ZREM', key('since', ticket.service), member(ticket))
end

local function ticket_of(name)
  return string.sub(name, 17)
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
    consider('booked', service, handicap, true)
    consider('live', service, handicap, false)
  end
  return best
end
