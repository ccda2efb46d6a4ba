--[[ Let the visitor step aside (挂起): out of the queue, listed at this window.
  Asks    window, ticket (the one the clerk sees; optional)
  Returns the ticket.
  Refuses WINDOW_EMPTY STALE NOT_POSSIBLE ]]
local window = window_by(ask.window)
local ticket, code, data = visitor_at(window, 'hold')
if not ticket then return refuse(code, data) end
let_go(window, ticket)
move(ticket, 'hold', { held_at = now })
redis.call('ZADD', key('held', window.id), now, ticket.id)
tell('held', ticket, { window = window.id })
remember(window, 'hold')
return answer(ticket)
