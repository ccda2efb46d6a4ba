// The queues of an area on a phone (排队情况): the live line keeps the picture right; nothing else happens here.
import { follow } from "./live.js";

follow(() => {});
