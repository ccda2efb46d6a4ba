--[[ Finish with the visitor (办理完毕); starting before is optional. A chain goes on to its next service.
  Asks    window, ticket (the one the clerk sees; optional)
  Returns the ticket.
  Refuses WINDOW_EMPTY STALE NOT_POSSIBLE ]]
local window = window_by(ask.window)
local ticket, code, data = visitor_at(window, 'finish')
if not ticket then return refuse(code, data) end
finish(window, ticket)
remember(window, 'finish')
return answer(ticket)
