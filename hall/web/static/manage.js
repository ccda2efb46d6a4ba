// The manager's page (大厅管理): the load as it is now.
import { follow } from "./live.js";
import { keepTime } from "./time.js";

follow(() => {});
keepTime(document.getElementById("clock"), document.body.dataset.zone);
