-- What is asked, by name: ARGV[1] is one JSON object, so no script counts arguments. KEYS[1] is the centre's prefix.
local ask = cjson.decode(ARGV[1])

local function key(...)
  return KEYS[1] .. table.concat({ ... }, ':')
end

-- A whole number as text; Lua's own `..` would write 1e+14 for large ones.
local function text(number)
  return string.format('%.0f', number)
end

-- A hash as a table of strings, empty when there is none.
local function record(name)
  local flat, found = redis.call('HGETALL', name), {}
  for i = 1, #flat, 2 do found[flat[i]] = flat[i + 1] end
  return found
end

local head = record(key('head'))
local seq = tonumber(head.seq or 0)

-- One clock for the centre: the server's, or the moment that a replay or a test gives. It never goes back.
local now = ask.now
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
now = math.max(now, tonumber(head.at or 0))
