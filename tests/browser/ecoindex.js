// The EcoIndex of a page: 100 - 5 (3 q(elements) + 2 q(requests) + q(kilobytes)) / 6, where q is the place of
// a value among the quantiles of the pages of the web.

const QUANTILES = {
  elements: [
    0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801, 2479, 594601,
  ],
  requests: [0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920],
  kilobytes: [
    0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27, 1876.08, 2142.06,
    2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26,
  ],
};

const GRADES = [["A", 80], ["B", 70], ["C", 55], ["D", 40], ["E", 25], ["F", 10], ["G", -Infinity]];

function rank(quantiles, value) {
  const at = quantiles.findIndex((quantile) => value < quantile);
  if (at < 0) return quantiles.length - 1;
  return at - 1 + (value - quantiles[at - 1]) / (quantiles[at] - quantiles[at - 1]);
}

export function ecoindex({ elements, requests, kilobytes }) {
  const ranks =
    3 * rank(QUANTILES.elements, elements) +
    2 * rank(QUANTILES.requests, requests) +
    rank(QUANTILES.kilobytes, kilobytes);
  const score = 100 - (5 * ranks) / 6;
  return { score, grade: GRADES.find(([, least]) => score > least)[0] };
}
