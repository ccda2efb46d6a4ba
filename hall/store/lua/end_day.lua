--[[ End tickets of days that are over (日结), a hundred at a time; the last round closes windows and the day.
  Asks    before_day (tickets of earlier days end), windows (all of the centre), day (its date, for the event)
  Returns no ticket; `left` says whether there is more to do. ]]
local ended, running = 0, nil
for _, id in ipairs(redis.call('ZRANGE', key('alive'), 0, -1)) do
  local ticket = ticket_by(id)
  if tonumber(ticket.day) < ask.before_day then
    if ended == 100 then return answer(nil, { left = true }) end
    ended = ended + 1
    local window = window_by(ticket.window or '')
    if window.ticket == id then
      let_go(window, ticket)
      forget(window)
    elseif ticket.state == 'held' then redis.call('ZREM', key('held', ticket.window), id)
    else leave_queue(ticket) end
    redis.call('ZREM', key('due'), 'reserved:' .. id)
    move(ticket, 'expire', { ended_at = now })
    tell('expired', ticket)
  else
    running = math.min(running or tonumber(ticket.day), tonumber(ticket.day))
  end
end
if head.day and tonumber(head.day) < ask.before_day then
  for _, name in ipairs(ask.windows) do
    local window = window_by(name)
    forget(window)
    if window.state ~= 'closed' then
      set_window(window, { state = 'closed', since = now, reason = '' })
      tell('window_closed', nil, { window = name, reason = 'day_end' })
    end
  end
  -- Whoever came after midnight and before this has begun the next day already.
  redis.call('HDEL', key('head'), 'day')
  redis.call('DEL', key('no_numbers'), key('wishes'))
  if running then redis.call('HSET', key('head'), 'day', text(running)) end
  tell('day_closed', nil, { day = ask.day })
end
return answer(nil)
