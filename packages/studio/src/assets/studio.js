// Draws one latency plot per operation from the evidence embedded in the page.
const series = JSON.parse(document.getElementById('latencies').textContent)
const plots = document.getElementById('plots')
const style = getComputedStyle(document.documentElement)
const color = (name) => style.getPropertyValue(name).trim()

const axis = {
  stroke: color('--muted'),
  grid: { stroke: color('--line'), width: 1 },
  ticks: { stroke: color('--line'), width: 1 },
}

for (const { operation, phase, timeline } of plots ? series : []) {
  if (timeline.length < 2) continue
  const figure = plots.appendChild(document.createElement('figure'))
  const data = ['second', 'p50', 'p99'].map((name) => timeline.map((point) => point[name]))
  new uPlot(
    {
      title: `${operation} · ${phase}`,
      width: Math.max(280, figure.clientWidth),
      height: 200,
      scales: { x: { time: false } },
      axes: [
        { ...axis, label: 'seconds' },
        { ...axis, label: 'ms' },
      ],
      series: [
        { label: 's' },
        { label: 'p50', stroke: color('--accent'), width: 1.5 },
        { label: 'p99', stroke: color('--warm'), width: 1.5 },
      ],
    },
    data,
    figure,
  )
}
