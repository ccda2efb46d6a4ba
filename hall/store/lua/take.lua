--[[ Give a number (取号): the ticket joins its queue, or is reserved until its paper is confirmed.
  Asks    id, service, hall, area, series, standing, reason, needs, case_no, head_start_ms, quota (0: none),
          reserve_ms (0: no printer), offset_ms, appointment (a check-in), slot_at (in a replay), grace_ms, expected (in ms),
          check_in_early_ms, chain (of services, each with hall, area, walk_ms), person (a keyed digest), mask (of her),
          agent (a digest: who takes it for her), agent_mask, agent_people (for how many at once)
  Returns the ticket.
  Refuses HALL_STOPPED ALREADY_WAITING AGENT_LIMIT NUMBERS_STOPPED QUOTA_REACHED APPOINTMENT_UNKNOWN APPOINTMENT_USED
          CHECK_IN_TOO_EARLY ]]
if head.stopped then return refuse('HALL_STOPPED', { reason = head.stopped }) end
local no = one_too_many()
if no then return no end
local day = text(math.floor((now + ask.offset_ms) / 86400000))
local taken = tonumber(redis.call('HGET', key('numbers', day), ask.series) or 0)
local booked, counted_at, slot_at, standing = '0', now - ask.head_start_ms, 0, ask.standing

if ask.appointment then
  local appointment = record(key('appointment', ask.appointment))
  if not appointment.code then return refuse('APPOINTMENT_UNKNOWN', { appointment = ask.appointment }) end
  if appointment.state ~= 'booked' then
    return refuse('APPOINTMENT_USED', { appointment = ask.appointment, state = appointment.state })
  end
  slot_at = tonumber(appointment.slot_at)
  if now < slot_at - ask.check_in_early_ms then
    return refuse('CHECK_IN_TOO_EARLY', { appointment = ask.appointment, service = ask.service, slot_at = slot_at,
      from = slot_at - ask.check_in_early_ms })
  end
elseif ask.slot_at then
  slot_at = ask.slot_at
elseif redis.call('HGET', key('no_numbers'), ask.service) then
  return refuse('NUMBERS_STOPPED', { service = ask.service })
elseif ask.quota > 0 and taken >= ask.quota then
  return refuse('QUOTA_REACHED', { service = ask.service, quota = ask.quota })
end

if slot_at > 0 and now <= slot_at + ask.grace_ms then booked, counted_at, standing = '1', slot_at, 'appointment' end

local ticket = { id = ask.id, service = ask.service, hall = ask.hall, area = ask.area, standing = standing }
local count = redis.call('HINCRBY', key('numbers', day), ask.series, 1) + (head.skipped_on == day and head.skipped or 0)
redis.call('EXPIRE', key('numbers', day), 259200)
redis.call('HSETNX', key('head'), 'day', day)
note(ticket, { id = ask.id, number = ask.series .. string.format('%03d', count), service = ask.service,
  hall = ask.hall, area = ask.area, standing = standing, reason = ask.reason, needs = ask.needs,
  case_no = ask.case_no, state = ask.reserve_ms > 0 and 'reserved' or 'waiting', join = seq + 1,
  counted_at = counted_at, booked = booked, slot_at = slot_at, issued_at = now, copy = 1, first_called_at = 0,
  expected = ask.expected or '', told_at = now, appointment = ask.appointment or '', day = day, mask = ask.mask or '',
  agent = ask.agent and ask.agent_mask or '', chain = ask.chain and cjson.encode(ask.chain) or '[]' })
redis.call('HSET', key('ids', day), ticket.number, ticket.id)
redis.call('EXPIRE', key('ids', day), 259200)
redis.call('ZADD', key('alive'), now, ticket.id)
know_again(ticket)
stand_in_queue(ticket)
if ask.reserve_ms > 0 then redis.call('ZADD', key('due'), now + ask.reserve_ms, 'reserved:' .. ask.id) end
tell('issued', ticket, { reason = ask.reason, state = ticket.state, appointment = ask.appointment, expected = ask.expected })
if ask.appointment then
  redis.call('HSET', key('appointment', ask.appointment), 'state', 'checked_in', 'ticket', ask.id)
  tell('appointment_checked_in', ticket, { appointment = ask.appointment })
end
return answer(ticket)
