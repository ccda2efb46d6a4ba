-- Name the area of before, from which a ticket went to another one: the walls there have to hear of it too.
local function other_area(before, ticket)
  return before ~= ticket.area and before or nil
end

-- Whatever is called "0" is called something, as a window of a replay may be; a number that is 0 is not told.
local NAMES = { ticket = true, service = true, hall = true, area = true, window = true }

-- Write one event on the numbered stream: if it is not there, it did not happen.
local function tell(type, ticket, more)
  seq = seq + 1
  local fields = { 'seq', text(seq), 'at', text(now), 'type', type }
  local function add(name, value)
    if value and value ~= '' and (value ~= '0' or NAMES[name]) then
      fields[#fields + 1] = name
      fields[#fields + 1] = tostring(value)
    end
  end
  if ticket then
    add('ticket', ticket.id)
    for _, name in ipairs({ 'number', 'service', 'standing', 'hall', 'area', 'slot_at' }) do
      add(name, ticket[name])
    end
  end
  for name, value in pairs(more or {}) do add(name, value) end
  add('request', ask.request)
  add('actor', ask.actor)
  redis.call('HSET', key('head'), 'seq', text(seq), 'at', text(now))
  redis.call('XADD', key('events'), text(seq) .. '-0', unpack(fields))
end
