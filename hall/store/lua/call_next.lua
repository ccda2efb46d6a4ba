--[[ Call the next visitor to a window (叫号): the smallest rank + handicap in its reach.
  Asks    window, early_ms, appointment_ms
  Returns the ticket called; none when nobody waits whom the window reaches.
  Refuses WINDOW_NOT_OPEN WINDOW_BUSY ]]
local window = window_by(ask.window)
local code, data = not_calling(window)
if code then return refuse(code, data) end
if window.ticket ~= '' then return refuse('WINDOW_BUSY', { window = window.id, ticket = window.ticket }) end
return answer(call_best(window))
