# Queues: Erlang B, C and A.

# From the Poisson distribution, without a recursion.
erlang_b <- function(load, agents) dpois(agents, load) / ppois(agents, load)
erlang_c <- function(load, agents) {
  b <- erlang_b(load, agents)
  b / (1 - load / agents * (1 - b))
}

QUEUES <- list(
  c(100, 1800, 180, 14, 20), c(360, 1800, 240, 55, 15), c(20, 1800, 300, 5, 30), c(1, 3600, 60, 1, 10),
  c(750, 900, 210, 180, 20), c(12, 900, 600, 9, 20), c(2400, 1800, 330, 460, 20), c(60, 3600, 3540, 60, 60),
  c(10, 600, 59.9, 1, 0), c(240, 3600, 180, 15, 120)
)
queue_case <- function(v) {
  load <- v[1] * v[3] / v[2]
  agents <- v[4]
  wait <- erlang_c(load, agents)
  list(
    calls = v[1], interval = v[2], aht = v[3], agents = agents, threshold = v[5],
    blocked = erlang_b(load, agents), wait = wait, sl = 1 - wait * exp(-(agents - load) * v[5] / v[3]),
    asa = wait * v[3] / (agents - load), occupancy = load / agents
  )
}
needed_case <- function(v, target) {
  load <- v[1] * v[3] / v[2]
  agents <- floor(load) + 1
  repeat {
    if (1 - erlang_c(load, agents) * exp(-(agents - load) * v[5] / v[3]) >= target) break
    agents <- agents + 1
  }
  list(calls = v[1], interval = v[2], aht = v[3], threshold = v[5], target = target, agents = agents)
}
queue <- entry(
  "Erlang C and B (Erlang 1917) from dpois and ppois: B = dpois(c, A) / ppois(c, A)", 
  "stats::dpois, ppois", character(), lapply(QUEUES, queue_case)
)
queue_agents <- entry(
  "fewest agents whose Erlang C service level reaches the target", "stats::dpois, ppois", character(),
  do.call(c, lapply(QUEUES[c(1:6, 10)], function(v) lapply(c(0.5, 0.8, 0.9, 0.99), function(t) needed_case(v, t))))
)

lines_case <- function(load, share) {
  lines <- 0
  while (erlang_b(load, lines) > share) lines <- lines + 1
  list(load = load, blocking = share, lines = lines, blocked = erlang_b(load, lines))
}
queue_lines <- entry(
  "fewest lines whose Erlang B blocking is at most the share", "stats::dpois, ppois", character(),
  each(lines_case, c(0.3, 2, 10, 10, 20, 45.5, 100, 500), c(0.05, 0.01, 0.02, 0.001, 0.01, 0.03, 0.005, 0.01))
)

# Erlang A: exponential patience.  States by their balance equations; a caller who finds k - 1 others waiting would
# wait V with exp(-V / patience) ~ Beta(agents patience / aht, k), the product of independent exponentials.
patience_case <- function(v, patience) {
  load <- v[1] * v[3] / v[2]
  agents <- v[4]
  top <- ceiling(agents + 50 + 40 * load + 20 * patience / v[3] * load)
  states <- seq_len(top)
  leave <- pmin(states, agents) / v[3] + pmax(states - agents, 0) / patience
  heights <- c(0, cumsum(log(v[1] / v[2]) - log(leave)))
  chance <- exp(heights - max(heights))
  chance <- chance / sum(chance)
  n <- 0:top
  waiting <- pmax(n - agents, 0)
  shape <- agents * patience / v[3]
  found <- n >= agents
  k <- (n - agents + 1)[found]
  served <- function(time) {
    sum(chance[!found]) + sum(chance[found] * shape / (shape + k) *
      pbeta(exp(-time / patience), shape + 1, k, lower.tail = FALSE))
  }
  left <- sum(waiting * chance) / patience / (v[1] / v[2])
  late <- function(time) vapply(time, function(t) 1 - served(t) / served(Inf), 0)
  list(
    calls = v[1], interval = v[2], aht = v[3], agents = agents, threshold = v[5], patience = patience,
    wait = sum(chance[found]), abandoned = left, sl = served(v[5]),
    asa = integrate(late, 0, Inf, rel.tol = 1e-10, subdivisions = 2000)$value,
    occupancy = sum(pmin(n, agents) * chance) / agents
  )
}
queue_patience <- entry(
  paste(
    "Erlang A (Palm 1946; Garnett, Mandelbaum & Reiman 2002): M/M/c+M from its balance equations; shares are of calls",
    "offered, asa is over the answered"
  ),
  "stats::pbeta, integrate", character(),
  list(
    patience_case(c(100, 1800, 180, 14, 20), 120), patience_case(c(100, 1800, 180, 9, 20), 60),
    patience_case(c(360, 1800, 240, 48, 15), 180), patience_case(c(20, 1800, 300, 3, 30), 600),
    patience_case(c(12, 900, 600, 9, 20), 30), patience_case(c(40, 3600, 300, 2, 0.5), 45)
  )
)
