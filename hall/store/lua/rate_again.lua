--[[ Rate a finished service once more (追评), as long as the hall still has its rating; the first one stays.
  Asks    ticket, turn (which of its finished services), level, reasons (with commas)
  Returns the rating, as `rating`.
  Refuses NOTHING_TO_RATE RATED_BEFORE ]]
local name = key('rating', ask.ticket, ask.turn)
local rating = record(name)
if not rating.ticket then return refuse('NOTHING_TO_RATE', { ticket = ask.ticket, turn = ask.turn }) end
if rating.again_level then return refuse('RATED_BEFORE', { ticket = ask.ticket, turn = ask.turn }) end
rating.again_level, rating.again_reasons, rating.again_at = text(ask.level), ask.reasons, text(now)
redis.call('HSET', name, 'again_level', rating.again_level, 'again_reasons', ask.reasons, 'again_at', rating.again_at)
tell_rating('rated_again', rating, { level = rating.again_level, reasons = ask.reasons })
rating.contact = nil
return answer(nil, { rating = rating })
