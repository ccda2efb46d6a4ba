--[[ Rate a finished service (好差评), once.
  Asks    ticket, turn (which of its finished services, the first is 1), level, reasons (with commas), day (the business
          day now), days (so many after its own it may still be rated), contact (where she can be called back; it is
          on no event), call_back_by, settle_by (0: nobody has to follow it up)
  Returns the rating, as `rating`.
  Refuses TICKET_UNKNOWN NOTHING_TO_RATE RATED_BEFORE RATING_TOO_LATE ]]
local name = key('rating', ask.ticket, ask.turn)
if redis.call('EXISTS', name) == 1 then return refuse('RATED_BEFORE', { ticket = ask.ticket, turn = ask.turn }) end
local ticket = ticket_by(ask.ticket)
if not ticket then return refuse('TICKET_UNKNOWN', { ticket = ask.ticket }) end
local done = cjson.decode(ticket.done or '[]')[ask.turn]
if not done then return refuse('NOTHING_TO_RATE', { ticket = ticket.id, state = ticket.state }) end
if ask.day > tonumber(ticket.day) + ask.days then return refuse('RATING_TOO_LATE', { ticket = ticket.id }) end

local follows = ask.call_back_by > 0
local rating = { ticket = ticket.id, turn = text(ask.turn), number = ticket.number, standing = ticket.standing,
  service = done.service, hall = done.hall, window = done.window, level = text(ask.level), reasons = ask.reasons,
  rated_at = text(now), stage = follows and 'open' or '', call_back_by = text(ask.call_back_by),
  settle_by = text(ask.settle_by), contact = ask.contact }
for field, value in pairs(rating) do redis.call('HSET', name, field, value) end
tell_rating('rated', rating, { reasons = ask.reasons })
if follows then
  redis.call('ZADD', key('follow_ups', 'open'), now, ticket.id .. ':' .. rating.turn)
  tell_rating('follow_up_opened', rating, { call_back_by = rating.call_back_by, settle_by = rating.settle_by })
else
  redis.call('EXPIRE', name, KEEP_RATING_SECONDS)
end
rating.contact = nil
return answer(nil, { rating = rating })
