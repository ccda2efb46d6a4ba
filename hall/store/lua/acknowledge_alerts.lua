--[[ Acknowledge what is wrong (确认告警): somebody has seen it and takes care; it stays until it is over.
  Asks    alerts (each cause:subject; those that are acknowledged already stay so)
  Returns no ticket.
  Refuses ALERT_UNKNOWN ]]
local found = {}
for _, alert in ipairs(ask.alerts) do
  local kept = redis.call('HGET', key('alerts'), alert)
  found[alert] = kept and cjson.decode(kept)
  if not kept or not found[alert].raised_at then return refuse('ALERT_UNKNOWN', { alert = alert }) end
end
for _, alert in ipairs(ask.alerts) do
  local is = found[alert]
  if not is.acknowledged_at then
    is.acknowledged_at, is.acknowledged_by = text(now), ask.actor
    redis.call('HSET', key('alerts'), alert, cjson.encode(is))
    local cause, subject = string.match(alert, '^([^:]+):(.*)$')
    tell('alert_acknowledged', nil, { cause = cause, subject = subject })
  end
end
return answer(nil)
