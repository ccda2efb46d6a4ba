--[[ Give a booked slot back.
  Asks    code, until_ms (how long before the slot it may still be given back)
  Returns the appointment, as `appointment`.
  Refuses APPOINTMENT_UNKNOWN APPOINTMENT_USED TOO_LATE_TO_CANCEL ]]
local appointment = record(key('appointment', ask.code))
if not appointment.code then return refuse('APPOINTMENT_UNKNOWN', { appointment = ask.code }) end
if appointment.state ~= 'booked' then
  return refuse('APPOINTMENT_USED', { appointment = ask.code, state = appointment.state })
end
if now > tonumber(appointment.slot_at) - ask.until_ms then
  return refuse('TOO_LATE_TO_CANCEL', { appointment = ask.code, until_at = tonumber(appointment.slot_at) - ask.until_ms })
end
redis.call('HINCRBY', key('slots', appointment.service), appointment.slot_at, -1)
redis.call('HSET', key('appointment', ask.code), 'state', 'cancelled')
tell('appointment_cancelled', nil, { service = appointment.service, hall = appointment.hall,
  slot_at = appointment.slot_at, appointment = ask.code })
return answer(nil, { appointment = record(key('appointment', ask.code)) })
