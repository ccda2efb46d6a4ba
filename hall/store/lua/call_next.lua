--[[ Call the next visitor to a window (叫号): the smallest rank + handicap in its reach.
  Asks    window, early_ms, appointment_ms, recall_after (seconds of the automatic recalls)
  Returns the ticket called; none when nobody waits whom the window reaches.
  Refuses HALL_STOPPED WINDOW_NOT_OPEN WINDOW_BUSY ]]
local window = window_by(ask.window)
local code, data = not_calling(window)
if code then return refuse(code, data) end
if window.ticket ~= '' then return refuse('WINDOW_BUSY', { window = window.id, ticket = window.ticket }) end
local ticket = call_best(window)
if ticket then remember(window, 'call_next') end
return answer(ticket)
