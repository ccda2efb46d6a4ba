// A past day otherwise (如果当天): a preset fills in two fields, and the page shows the answer as soon as it is there.

const sentence = document.getElementById("sentence");
const rules = ["ha", "hp", "e"].map((name) => document.getElementById(`rule-${name}`));

/** The one sentence by which the rules are told to people follows what is filled in. */
function tell() {
  const minutes = Object.fromEntries(rules.map((rule) => [rule.name, rule.value || rule.placeholder]));
  sentence.textContent = sentence.dataset.said.replace(/\{(\w+)\}/g, (_, name) => minutes[name]);
}

if (sentence) {
  for (const rule of rules) rule.addEventListener("input", tell);
  for (const preset of document.querySelectorAll("[data-ha]")) {
    preset.addEventListener("click", () => {
      rules[0].value = preset.dataset.ha;
      rules[1].value = preset.dataset.hp;
      tell();
    });
  }
}

const job = document.getElementById("job");
// What a job has found is on this page, so that its link leads here.
const arrived = () => {
  const link = document.getElementById("job-see");
  if (link) location.assign(link.href);
};
if (job) new MutationObserver(arrived).observe(job.parentElement, { childList: true, subtree: true });
