--[[ Follow a low rating up (差评整改): she was called back, then it is settled.
  Asks    ticket, turn (which of its finished services), step (called_back or settled), outcome (of settling, else empty),
          keep_ms (so long it stays on the list once it is settled)
  Returns the rating, as `rating`.
  Refuses FOLLOW_UP_UNKNOWN NOT_POSSIBLE ]]
local name = key('rating', ask.ticket, ask.turn)
local rating, member = record(name), ask.ticket .. ':' .. text(ask.turn)
if (rating.stage or '') == '' then return refuse('FOLLOW_UP_UNKNOWN', { ticket = ask.ticket, turn = ask.turn }) end
if rating.stage == 'settled' or rating.stage == ask.step then
  return refuse('NOT_POSSIBLE', { ticket = ask.ticket, state = rating.stage, act = ask.step })
end
local function set(field, value)
  rating[field] = value
  redis.call('HSET', name, field, value)
end
set('stage', ask.step)
set(ask.step .. '_at', text(now))
set(ask.step .. '_by', ask.actor)
if ask.step == 'settled' then
  set('outcome', ask.outcome)
  -- Nobody has to call her any more.
  redis.call('HDEL', name, 'contact')
  redis.call('PEXPIRE', name, text(ask.keep_ms))
  redis.call('ZREM', key('follow_ups', 'open'), member)
  redis.call('ZREMRANGEBYSCORE', key('follow_ups', 'settled'), '-inf', now - ask.keep_ms)
  redis.call('ZADD', key('follow_ups', 'settled'), now, member)
end
tell_rating('follow_up_' .. ask.step, rating, { reason = ask.outcome })
rating.contact = nil
return answer(nil, { rating = rating })
