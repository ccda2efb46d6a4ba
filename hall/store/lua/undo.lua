--[[ Take back the window's last act as a whole (撤销), within its seconds: every ticket to its exact place.
  Asks    window, undo_ms
  Returns the ticket that is at the window then, or none; `undone` names the act.
  Refuses NOTHING_TO_UNDO UNDO_TOO_LATE UNDO_OVERTAKEN ]]
local window = window_by(ask.window)
local kept = redis.call('GET', key('undo', window.id))
if not kept then return refuse('NOTHING_TO_UNDO', { window = window.id }) end
kept = cjson.decode(kept)
if now > tonumber(kept.at) + ask.undo_ms then return refuse('UNDO_TOO_LATE', { window = window.id, act = kept.act }) end
for _, one in ipairs(kept.tickets) do
  local ticket = ticket_by(one.was.id)
  if not ticket or (ticket.acts or '0') ~= one.acts then
    return refuse('UNDO_OVERTAKEN', { window = window.id, act = kept.act, ticket = one.was.id })
  end
end
forget(window)
for n = #kept.tickets, 1, -1 do
  local was = kept.tickets[n].was
  tell('undone', was, { window = window.id, act = kept.act, undoes = kept.request, state = was.state,
    from_area = other_area(ticket_by(was.id).area, was) })
  put_back(window, was)
end
set_window(window, { state = kept.window.state, ticket = kept.window.ticket, reason = kept.window.reason or '',
  since = kept.window.since or '0' })
if #kept.tickets == 0 then
  tell('undone', nil, { window = window.id, act = kept.act, undoes = kept.request, state = kept.window.state })
end
return answer(window.ticket ~= '' and ticket_by(window.ticket) or nil, { undone = kept.act })
