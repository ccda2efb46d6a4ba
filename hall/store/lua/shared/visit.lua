-- What becomes of a visitor who is at a window, or was.

-- Stand in a service's queue with the rank kept, or at the end of the line; another hall is some minutes' walk away.
local function queue_for(ticket, place, move_name, fields)
  fields.service, fields.hall, fields.area = place.service, place.hall, place.area
  fields.callable_at = place.hall ~= ticket.hall and now + place.walk_ms or 0
  move(ticket, move_name, fields)
  stand_in_queue(ticket)
end

-- Finish: the ticket ends, or goes on to the next service of its chain (一票到底).
local function finish(window, ticket)
  let_go(window, ticket)
  local chain = cjson.decode(ticket.chain or '[]')
  if #chain == 0 then
    move(ticket, 'finish', { ended_at = now, done = done_with(window, ticket) })
    tell('finished', ticket, { window = window.id })
    return
  end
  local place, from, area = table.remove(chain, 1), ticket.service, ticket.area
  queue_for(ticket, place, 'transfer', { window = '', pinned = '', done = done_with(window, ticket),
    chain = #chain > 0 and cjson.encode(chain) or '[]' })
  tell('transferred', ticket, { window = window.id, from = from, from_area = other_area(area, ticket),
    reason = 'chain' })
end

-- Send a visitor back to her exact place.
local function send_back(window, ticket, reason)
  let_go(window, ticket)
  move(ticket, 'send_back', { window = '' })
  stand_in_queue(ticket)
  take_back(ticket)
  tell('sent_back', ticket, { window = window.id, reason = reason })
end

local function miss(window, ticket, reason)
  let_go(window, ticket)
  move(ticket, 'miss', { ended_at = now })
  tell('no_show', ticket, { window = window.id, early = reason })
  redis.call('ZADD', key('missed', ticket.area), now, ticket.id)
  redis.call('ZREMRANGEBYRANK', key('missed', ticket.area), 0, -21)
end

-- Whoever waits for one window alone waits for the service again, with the rank kept.
local function unpin(ticket)
  leave_queue(ticket)
  local from = ticket.pinned
  note(ticket, { pinned = '' })
  stand_in_queue(ticket)
  tell('unpinned', ticket, { window = from })
end

local function unpin_all(window)
  for _, set in ipairs({ 'booked', 'live', 'later' }) do
    for _, name in ipairs(redis.call('ZRANGE', key(set, '@' .. window.id), 0, -1)) do
      unpin(ticket_by(ticket_of(name)))
    end
  end
end
