--[[ Keep a no that a door said by itself, so that the same press gets it again, or the yes it got before.
  Asks    code, why (the data that explain it)
  Returns the earlier answer of the same request.
  Refuses with the code asked ]]
return refuse(ask.code, ask.why)
