-- The waiting sets of a service. A member is the padded join number and the ticket, so equal scores are first come.
local function member(ticket)
  return string.format('%015.0f', tonumber(ticket.join)) .. ':' .. ticket.id
end

-- Which queue a ticket stands in: that of its service, or that of the one window it is pinned to.
local function queue_of(ticket)
  if (ticket.pinned or '') ~= '' then return '@' .. ticket.pinned end
  return ticket.service
end

-- In which set, and by what: nobody may call it before `callable_at`, so until then it lies apart by that moment.
local function set_of(ticket)
  local booked = ticket.booked == '1'
  if ticket.state == 'reserved' then
    return key(booked and 'reserved_booked' or 'reserved', ticket.service), ticket.counted_at
  end
  if tonumber(ticket.callable_at or 0) > 0 then return key('later', queue_of(ticket)), ticket.callable_at end
  return key(booked and 'booked' or 'live', queue_of(ticket)), ticket.counted_at
end

local function stand_in_queue(ticket)
  local set, score = set_of(ticket)
  redis.call('ZADD', set, score, member(ticket))
  redis.call('ZADD', key('since', ticket.service), ticket.issued_at, member(ticket))
  if (ticket.pinned or '') ~= '' then redis.call('ZADD', key('due'), ticket.pinned_until, 'pin:' .. ticket.id) end
  if tonumber(ticket.callable_at or 0) > 0 then
    redis.call('ZADD', key('due'), ticket.callable_at, 'later:' .. ticket.id)
  end
end

local function leave_queue(ticket)
  redis.call('ZREM', (set_of(ticket)), member(ticket))
  redis.call('ZREM', key('since', ticket.service), member(ticket))
  redis.call('ZREM', key('due'), 'pin:' .. ticket.id, 'later:' .. ticket.id)
end

local function ticket_of(name)
  return string.sub(name, 17)
end

-- The rank of a ticket now, as rules.discipline.rank has it.
local function rank_of(ticket)
  local counted = tonumber(ticket.counted_at)
  if ticket.booked == '1' and now >= counted - ask.early_ms then return counted - ask.appointment_ms end
  return counted
end
