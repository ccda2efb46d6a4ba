// A past day otherwise (如果当天): a preset fills in two fields, and the page shows the answer as soon as it is there.

for (const preset of document.querySelectorAll("[data-ha]")) {
  preset.addEventListener("click", () => {
    document.getElementById("rule-ha").value = preset.dataset.ha;
    document.getElementById("rule-hp").value = preset.dataset.hp;
  });
}

const job = document.getElementById("job");
// What a job has found is on this page, so that its link leads here.
const arrived = () => {
  const link = document.getElementById("job-see");
  if (link) location.assign(link.href);
};
if (job) new MutationObserver(arrived).observe(job.parentElement, { childList: true, subtree: true });
