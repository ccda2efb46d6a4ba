--[[ Book a slot (预约).
  Asks    code, service, hall, slot_at, quota (0: no limit), name, succeeds (services replaced by this one)
  Returns the appointment, as `appointment`.
  Refuses SLOT_FULL SLOT_NOT_OFFERED ]]
if ask.slot_at < now then return refuse('SLOT_NOT_OFFERED', { service = ask.service, slot_at = ask.slot_at }) end
local slots = key('slots', ask.service)
local taken = tonumber(redis.call('HGET', slots, text(ask.slot_at)) or 0)
for _, before in ipairs(ask.succeeds) do
  taken = taken + tonumber(redis.call('HGET', key('slots', before), text(ask.slot_at)) or 0)
end
if ask.quota > 0 and taken >= ask.quota then
  return refuse('SLOT_FULL', { service = ask.service, slot_at = ask.slot_at })
end
redis.call('HINCRBY', slots, text(ask.slot_at), 1)
redis.call('HSET', key('appointment', ask.code), 'code', ask.code, 'service', ask.service, 'hall', ask.hall,
  'slot_at', text(ask.slot_at), 'state', 'booked', 'name', ask.name, 'booked_at', text(now))
redis.call('PEXPIRE', key('appointment', ask.code), text(ask.slot_at - now + 259200000))
tell('appointment_booked', nil, { service = ask.service, hall = ask.hall, slot_at = text(ask.slot_at),
  appointment = ask.code })
return answer(nil, { appointment = record(key('appointment', ask.code)) })
