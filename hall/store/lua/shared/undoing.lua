-- Keep what was before this act at this window, for an undo within its seconds.
local function remember(window, act)
  local changed = {}
  for _, id in ipairs(before.order) do
    local after = record(key('ticket', id))
    changed[#changed + 1] = { was = before.tickets[id], acts = after.acts or '0' }
  end
  local kept = { act = act, request = ask.request, at = text(now), window = before.windows[window.id] or window, tickets = changed }
  redis.call('SET', key('undo', window.id), cjson.encode(kept), 'EX', 60)
end

-- Nothing of before may be taken back at this window any more.
local function forget(window)
  redis.call('DEL', key('undo', window.id))
end

-- Put a ticket back as it was: out of wherever it is now, and into its exact place before. Copies on paper stay
-- counted, and nobody is pinned to another window that has stopped calling since.
local function put_back(window, was)
  local is = ticket_by(was.id)
  was.copy = is.copy
  local pinned = was.pinned or ''
  if pinned ~= '' and pinned ~= window.id and window_by(pinned).state ~= 'open' then was.pinned = '' end
  if is.state == 'waiting' then leave_queue(is) end
  redis.call('ZREM', key('board', is.area), is.id)
  redis.call('ZREM', key('missed', is.area), is.id)
  redis.call('ZREM', key('taken_back', is.area), is.id)
  redis.call('ZREM', key('held', window.id), is.id)
  redis.call('DEL', key('ticket', was.id), key('shown', was.id))
  was.acts = text(tonumber(is.acts or 0) + 1)
  write(was, copy(was))
  redis.call('ZADD', key('alive'), was.issued_at, was.id)
  if (is.state == 'called' or is.state == 'serving') and was.state == 'waiting' then take_back(was) end
  if was.state == 'waiting' then stand_in_queue(was)
  elseif was.state == 'held' then redis.call('ZADD', key('held', window.id), was.held_at, was.id)
  else redis.call('ZADD', key('board', was.area), seq, was.id) end
end
