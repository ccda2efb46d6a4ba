--[[ Let a missed visitor back (过号重排): not before those of the last quarter hour.
  Asks    ticket, place (service, hall and area, where her service has a successor; optional), within_ms, times, back_ms,
          early_ms, appointment_ms
  Returns the ticket.
  Refuses HALL_STOPPED TICKET_UNKNOWN NOT_POSSIBLE REJOIN_TOO_LATE REJOIN_TOO_OFTEN ]]
if head.stopped then return refuse('HALL_STOPPED', { reason = head.stopped }) end
local ticket = ticket_by(ask.ticket)
if not ticket then return refuse('TICKET_UNKNOWN', { ticket = ask.ticket }) end
if not may(ticket, 'rejoin') then
  return refuse('NOT_POSSIBLE', { ticket = ticket.id, state = ticket.state, act = 'rejoin' })
end
if now > tonumber(ticket.ended_at) + ask.within_ms then
  return refuse('REJOIN_TOO_LATE', { ticket = ticket.id, ended_at = tonumber(ticket.ended_at) })
end
local times = tonumber(ticket.rejoined or 0)
if times >= ask.times then return refuse('REJOIN_TOO_OFTEN', { ticket = ticket.id, times = times }) end
local area = ticket.area
redis.call('ZREM', key('missed', area), ticket.id)
if ask.place then write(ticket, { service = ask.place.service, hall = ask.place.hall, area = ask.place.area }) end
move(ticket, 'rejoin', { counted_at = math.max(rank_of(ticket), now - ask.back_ms), booked = '0', window = '',
  rejoined = times + 1, ended_at = 0, pinned = '' })
stand_in_queue(ticket)
tell('rejoined', ticket, { times = ticket.rejoined, from_area = other_area(area, ticket) })
return answer(ticket)
