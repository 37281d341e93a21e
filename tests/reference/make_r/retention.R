# Retention curves, lifetime value, silent dissatisfaction.

SURVIVAL <- list(
  high_end = c(0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491),
  regular = c(0.631, 0.468, 0.382, 0.326, 0.289, 0.262, 0.241),
  club = c(0.9, 0.83, 0.78, 0.74), steep = c(0.42, 0.25, 0.18, 0.145, 0.12)
)
alive <- function(a, b, t) exp(lbeta(a, b + t) - lbeta(a, b))
retention_case <- function(name) {
  s <- SURVIVAL[[name]]
  t <- seq_along(s)
  lost <- -diff(c(1, s))
  against <- function(par) {
    a <- exp(par[1])
    b <- exp(par[2])
    chances <- -diff(alive(a, b, c(0, t)))
    -(sum(lost * log(chances)) + s[length(s)] * log(alive(a, b, length(s))))
  }
  slope <- function(par) numDeriv::grad(against, par)
  start <- optim(c(0, 0), against, method = "Nelder-Mead", control = list(reltol = 1e-14, maxit = 5000))
  best <- optim(start$par, against, slope, method = "BFGS", control = list(reltol = 1e-16, maxit = 500))
  a <- exp(best$par[1])
  b <- exp(best$par[2])
  ahead <- length(s) + 1:5
  far <- length(s) + 1:200000
  # expected renewals still to come of a customer who has just survived the last period (DERL), 10 per cent a period
  left <- sum(alive(a, b, far) / alive(a, b, length(s)) / 1.1^(far - length(s) - 1))
  list(
    name = name, survival = s, alpha = a, beta = b, loglik_per_customer = -best$value, next_five = alive(a, b, ahead),
    derl_10 = left
  )
}
retention <- entry(
  paste(
    "shifted beta-geometric: Fader & Hardie 2007, Journal of Interactive Marketing 21(1), whose High End and Regular",
    "survival are the first two cases; derl_10 is Fader & Hardie 2010, equation 6, at 10 per cent: sum over future",
    "periods t = n + 1, ... of S(t) / S(n) / 1.1^(t - n - 1)"
  ),
  "stats::optim, numDeriv::grad", "numDeriv", lapply(names(SURVIVAL), retention_case)
)

COHORTS <- list(
  regular_thousand = list(c(1000, 631, 468, 382, 326)), small = list(c(120, 97, 84, 77)),
  four = list(c(10000, 8000, 6480, 5307, 4391), c(10000, 8000, 6480, 5307), c(10000, 8000, 6480), c(10000, 8000))
)
# Highest and lowest survival among parameters whose log-likelihood is within chi-squared / 2 of the maximum.
cohorts_case <- function(name) {
  tables <- COHORTS[[name]]
  loglik <- function(par) {
    sum(vapply(tables, function(n) {
      t <- seq_along(n) - 1
      s <- alive(exp(par[1]), exp(par[2]), t)
      sum(-diff(n) * log(-diff(s))) + n[length(n)] * log(s[length(s)])
    }, 0))
  }
  start <- optim(c(0, 1), function(par) -loglik(par), control = list(reltol = 1e-15, maxit = 9000))
  best <- optim(start$par, function(par) -loglik(par) / 1000, function(par) -numDeriv::grad(loglik, par) / 1000,
    method = "BFGS", control = list(reltol = 1e-17, maxit = 500)
  )
  bend <- solve(numDeriv::hessian(function(par) -loglik(par), best$par))
  frame <- t(chol(bend))
  top <- loglik(best$par)
  edge <- function(angle) {
    way <- frame %*% c(cos(angle), sin(angle))
    drop <- function(r) loglik(best$par + r * way) - top + qchisq(0.95, 1) / 2
    far <- 2
    while (drop(far) > 0 && far < 60) far <- far * 1.2
    best$par + way * if (drop(far) > 0) far else uniroot(drop, c(0, far), tol = 1e-12)$root
  }
  points <- exp(vapply(seq(0, 2 * pi, length.out = 2001)[-1], edge, numeric(2)))
  at <- c(1, 3, 5, 8)
  curves <- alive(rep(points[1, ], each = 4), rep(points[2, ], each = 4), at)
  dim(curves) <- c(4, ncol(points))
  list(
    name = name, customers = tables, alpha = exp(best$par[1]), beta = exp(best$par[2]), loglik = top, ages = at,
    survival = alive(exp(best$par[1]), exp(best$par[2]), at), low = apply(curves, 1, min), high = apply(curves, 1, max)
  )
}
retention_cohorts <- entry(
  paste(
    "shifted beta-geometric of several cohorts: Fader & Hardie 2007, Fitting the sBG model to multi-cohort data, is",
    "'four'; limits at 95 per cent by likelihood ratio with one degree of freedom, from 2,000 points of its edge"
  ),
  "stats::optim, numDeriv::grad, hessian", "numDeriv", lapply(names(COHORTS), cohorts_case)
)

worth_case <- function(margin, kept, discount, cost) {
  t <- 0:20000
  margins <- margin * (kept / (1 + discount))^t
  list(
    margin = margin, retention = kept, discount = discount, acquisition = cost, end = sum(margins[-1]) - cost,
    start = sum(margins) - cost, end_of_three = sum(margins[2:4]) - cost, start_of_three = sum(margins[1:3]) - cost
  )
}
lifetime_value <- entry(
  "margins times the chance to be there, discounted, added up period by period: Gupta & Lehmann 2003", "base R",
  character(),
  each(worth_case, c(100, 25, 80, -10), c(0.8, 0.95, 0.4, 0.7), c(0.1, 0.02, 0, 0.12), c(0, 120, 50, 5))
)
silent_case <- function(complaints, contacts, unhappy, answers) {
  loud <- complaints / contacts
  bad <- unhappy / answers
  of_bad <- wilson(unhappy, answers, 0.95)
  of_loud <- wilson(complaints, contacts, 0.95)
  d <- bad - loud
  list(
    complaint_rate = loud, dissat_rate = bad, answers = answers, contacts = contacts, silent = d,
    limits = d + c(-1, 1) * sqrt(c(
      (bad - of_bad[1])^2 + (of_loud[2] - loud)^2, (of_bad[2] - bad)^2 + (loud - of_loud[1])^2
    ))
  )
}
silent <- entry(
  "dissatisfied less complaining, Newcombe 1998, method 10", "stats::prop.test(correct = FALSE)", character(),
  each(silent_case, c(20, 0, 150), c(1000, 500, 1000), c(30, 4, 12), c(200, 16, 100))
)
