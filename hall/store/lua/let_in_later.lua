--[[ Let somebody into the queue whose moment has come (暂缓到时、走到另一厅): nobody may call her before.
  Asks    ticket
  Returns the ticket, unchanged when its moment has not come. ]]
local ticket = ticket_by(ask.ticket)
if ticket and ticket.state == 'waiting' and tonumber(ticket.callable_at or 0) > 0 then let_in(queue_of(ticket)) end
local deadline = tonumber(redis.call('ZSCORE', key('due'), 'later:' .. ask.ticket) or 0)
if deadline <= now and (not ticket or ticket.state ~= 'waiting') then
  redis.call('ZREM', key('due'), 'later:' .. ask.ticket)
end
return answer(ticket_by(ask.ticket))
