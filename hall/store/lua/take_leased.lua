--[[ Hear of a number that a kiosk gave while it was cut off (断网取号): it stands where its moment puts it, exactly once.
  Asks    id, service, hall, area, series, count (its number in the series), kiosk, place (which lease of the day this
          count belongs to), day, offset_ms (the zone's), taken_at (the moment by the kiosk), outcome (confirmed, unverified), needs,
          copies (how many there are of the paper)
  Returns the ticket; the same one as before when it was heard of already.
  Refuses LEASE_UNKNOWN ]]
local number = ask.series .. text(ask.count)
local known = ticket_by(ask.id)
if known and known.number == number then return answer(known) end
local today = math.floor((now + ask.offset_ms) / 86400000)
local place = redis.call('HGET', key('leases', text(ask.day)), ask.kiosk)
if ask.day ~= today or tonumber(place or -1) ~= ask.place or redis.call('HGET', key('ids', text(today)), number) then
  return refuse('LEASE_UNKNOWN', { number = number, day = ask.day })
end
-- Between the last word of before the cut and now: a kiosk's clock may be wrong, and takes nobody further.
local contact = tonumber(redis.call('HGET', key('kiosk', ask.kiosk), 'contact_at') or now)
local taken_at = math.min(math.max(ask.taken_at, contact), now)
local ticket = { id = ask.id, service = ask.service, hall = ask.hall, area = ask.area, standing = 'walk_in' }
redis.call('HSETNX', key('head'), 'day', text(today))
note(ticket, { id = ask.id, number = number, service = ask.service, hall = ask.hall, area = ask.area,
  standing = 'walk_in', reason = '', needs = ask.needs, case_no = '', state = 'waiting', join = seq + 1,
  counted_at = taken_at, booked = '0', slot_at = 0, issued_at = taken_at, copy = ask.copies, first_called_at = 0,
  appointment = '', day = today, chain = '[]', mask = '', printed = ask.outcome })
redis.call('HSET', key('ids', text(today)), number, ask.id)
redis.call('EXPIRE', key('ids', text(today)), 259200)
redis.call('ZADD', key('alive'), taken_at, ask.id)
stand_in_queue(ticket)
tell('issued', ticket, { state = 'waiting', taken_at = text(taken_at), outcome = ask.outcome, reason = 'cut_off',
  copy = text(ask.copies) })
return answer(ticket)
