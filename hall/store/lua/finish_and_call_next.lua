--[[ Finish with the visitor and call the next one, as one act (办理完毕，叫下一位).
  Asks    window, ticket (the one the clerk sees; optional), early_ms, appointment_ms, recall_after
  Returns the ticket called, none when nobody waits; `finished` is the id of the one that ended.
  Refuses HALL_STOPPED WINDOW_NOT_OPEN WINDOW_EMPTY STALE NOT_POSSIBLE ]]
local window = window_by(ask.window)
local code, data = not_calling(window)
if code then return refuse(code, data) end
local ticket
ticket, code, data = visitor_at(window, 'finish')
if not ticket then return refuse(code, data) end
finish(window, ticket)
local called = call_best(window)
remember(window, 'finish_and_call_next')
return answer(called, { finished = ticket.id })
