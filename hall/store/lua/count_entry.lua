--[[ Count somebody who was helped without a number (免取号登记): sent online, or shown the windows.
  Asks    entry (deflected or guided), service, hall
  Returns no ticket. ]]
tell(ask.entry, nil, { service = ask.service, hall = ask.hall })
return answer(nil)
