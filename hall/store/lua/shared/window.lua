-- A window and the visitor at it.
local function window_by(id)
  local found = record(key('window', id))
  found.id = id
  found.state = found.state or 'closed'
  found.ticket = found.ticket or ''
  return found
end

local function set_window(window, fields)
  local flat = {}
  if not before.windows[window.id] then before.windows[window.id] = copy(window) end
  for name, value in pairs(fields) do
    window[name] = type(value) == 'number' and text(value) or value
    flat[#flat + 1] = name
    flat[#flat + 1] = window[name]
  end
  redis.call('HSET', key('window', window.id), unpack(flat))
end

-- The visitor at a window, or the code and data of the refusal: the clerk may name the ticket that she sees.
local function visitor_at(window, move_name)
  if window.ticket == '' then return nil, 'WINDOW_EMPTY', { window = window.id } end
  if ask.ticket and ask.ticket ~= window.ticket then
    return nil, 'STALE', { window = window.id, ticket = window.ticket }
  end
  local ticket = ticket_by(window.ticket)
  if move_name and not may(ticket, move_name) then
    return nil, 'NOT_POSSIBLE', { window = window.id, ticket = ticket.id, state = ticket.state, act = move_name }
  end
  return ticket
end

-- Why no visitor can be called to this window now, as code and data, or nil.
local function not_calling(window)
  if head.stopped then return 'HALL_STOPPED', { reason = head.stopped } end
  if window.state ~= 'open' then return 'WINDOW_NOT_OPEN', { window = window.id, state = window.state } end
end

local function same_reach(one, other)
  for service, handicap in pairs(one) do if other[service] ~= handicap then return false end end
  for service in pairs(other) do if one[service] == nil then return false end end
  return true
end

-- The services of a reach as text, for an event.
local function listed(reach)
  local names = {}
  for service in pairs(reach) do names[#names + 1] = service end
  table.sort(names)
  return table.concat(names, ',')
end
