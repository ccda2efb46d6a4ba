--[[ Begin to serve the visitor who came (开始办理).
  Asks    window, ticket (the one the clerk sees; optional)
  Returns the ticket.
  Refuses WINDOW_EMPTY STALE NOT_POSSIBLE ]]
local window = window_by(ask.window)
local ticket, code, data = visitor_at(window, 'start')
if not ticket then return refuse(code, data) end
move(ticket, 'start', { started_at = now })
tell('started', ticket, { window = window.id })
return answer(ticket)
