--[[ Let somebody who waited for one window alone wait for the service again, with the rank kept.
  Asks    ticket
  Returns the ticket, unchanged when its time has not come. ]]
local ticket = ticket_by(ask.ticket)
local deadline = tonumber(redis.call('ZSCORE', key('due'), 'pin:' .. ask.ticket) or 0)
if ticket and ticket.state == 'waiting' and deadline > 0 and deadline <= now then unpin(ticket) end
if deadline <= now then redis.call('ZREM', key('due'), 'pin:' .. ask.ticket) end
return answer(ticket)
