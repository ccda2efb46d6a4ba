-- What a changed configuration means for those who hold a number or an appointment.

local function put_in_force(version, json)
  redis.call('HSET', key('configuration'), 'version', version, 'text', json)
  redis.call('HSET', key('head'), 'config', version)
end

-- Which service that is dropped a ticket still needs, or nil; and whether the change concerns the ticket at all.
local function resettled(ticket)
  local changes = ask.moves[ticket.service] or ask.gone_areas[ticket.area]
  if ask.gone[ticket.service] then return ticket.service end
  for _, place in ipairs(cjson.decode(ticket.chain or '[]')) do
    if ask.gone[place.service] then return place.service end
    changes = changes or ask.moves[place.service] or ask.gone_areas[place.area]
  end
  return nil, changes
end

-- Where a service is reached now. Who waits in an area that is still there goes on looking at its wall.
local function now_at(place)
  place.service = ask.moves[place.service] or place.service
  local there = ask.places[place.service]
  if ask.gone_areas[place.area] and there then place.hall, place.area = there.hall, there.area end
  return place
end

-- Let a ticket keep its number, its rank and its state, and have it stand where its service is now.
local function resettle(ticket)
  local queued = ticket.state == 'waiting' or ticket.state == 'reserved'
  local shown = redis.call('ZSCORE', key('board', ticket.area), ticket.id)
  if queued then leave_queue(ticket) end
  if shown then redis.call('ZREM', key('board', ticket.area), ticket.id) end
  local chain = cjson.decode(ticket.chain or '[]')
  for n, place in ipairs(chain) do chain[n] = now_at(place) end
  local there = now_at({ service = ticket.service, hall = ticket.hall, area = ticket.area })
  local from = ticket.service
  write(ticket, { service = there.service, hall = there.hall, area = there.area,
    chain = #chain > 0 and cjson.encode(chain) or '[]', acts = tonumber(ticket.acts or 0) + 1 })
  if shown then redis.call('ZADD', key('board', ticket.area), shown, ticket.id) end
  if queued then stand_in_queue(ticket) end
  if from ~= ticket.service then tell('transferred', ticket, { from = from, reason = 'configuration' }) end
  return from ~= ticket.service
end

local function booked_from_now(service)
  for slot, taken in pairs(record(key('slots', service))) do
    if tonumber(slot) >= now - ask.grace_ms and tonumber(taken) > 0 then return true end
  end
end
