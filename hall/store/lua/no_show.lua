--[[ Miss a called visitor who did not come (过号), after she had time to walk or at once when `early`.
  Her time counts from when a screen first showed the call, at the latest from press + latest_ms.
  Asks    window, ticket (the one the clerk sees; optional), early, after_ms, after_priority_ms, latest_ms
  Returns the ticket.
  Refuses WINDOW_EMPTY STALE NOT_POSSIBLE TOO_EARLY ]]
local window = window_by(ask.window)
local ticket, code, data = visitor_at(window, 'miss')
if not ticket then return refuse(code, data) end
local latest = tonumber(ticket.pressed_at) + ask.latest_ms
local shown = tonumber(redis.call('GET', key('shown', ticket.id)) or latest)
local after = ticket.standing == 'priority' and ask.after_priority_ms or ask.after_ms
local from = math.min(shown, latest) + after
if now < from and not ask.early then
  return refuse('TOO_EARLY', { ticket = ticket.id, from = from, wait_ms = from - now })
end
miss(window, ticket, now < from and 'true' or '')
remember(window, 'no_show')
return answer(ticket)
