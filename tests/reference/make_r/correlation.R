# Correlation of values, ranks, pairs of rows and boxes; partial correlation.

# correlation

SETS <- list(
  swiss = list(swiss$Fertility, swiss$Education), swiss_up = list(swiss$Fertility, swiss$Catholic),
  mtcars = list(mtcars$mpg, mtcars$wt),
  ties = list(mtcars$gear, mtcars$cyl), small = list(c(1, 2, 3, 5), c(2, 1, 4, 3)),
  four = list(c(1, 2, 3, 4), c(2, 4, 8, 7)), anscombe = list(anscombe$x3, anscombe$y3),
  attitude = list(attitude$rating, attitude$critical), three = list(c(1, 2, 4), c(3, 1, 9)),
  scores = list(c(10, 9, 9, 0, 8, 7, 10, 3, 9, 6, 10, 5), c(5, 4, 5, 1, 4, 4, 5, 2, 3, 3, 5, 3))
)
bonett_wright <- function(r, n, level) {
  tanh(atanh(r) + c(-1, 1) * qnorm((1 + level) / 2) * sqrt((1 + r^2 / 2) / (n - 3)))
}
somers <- function(of, given) plain(Hmisc::rcorr.cens(of, given)["Dxy"])
weighted_tau <- function(data, w) {
  a <- sign(outer(data$x, data$x, "-"))
  b <- sign(outer(data$y, data$y, "-"))
  w <- outer(w, w)
  sum(w * a * b) / sqrt(sum(w * a^2) * sum(w * b^2))
}
correlated <- function(name) {
  x <- SETS[[name]][[1]]
  y <- SETS[[name]][[2]]
  n <- length(x)
  ranked <- function(method, exact) quiet(cor.test(x, y, method = method, exact = exact))
  pearson <- cor.test(x, y)
  spearman <- ranked("spearman", FALSE)
  kendall <- ranked("kendall", FALSE)
  # infinitesimal jackknife: of Somers' D by survival, of tau-b by numerical slopes
  agreed <- function(of, given) 2 * sqrt(survival::concordance(given ~ of)$var)
  slopes <- empinf(data = data.frame(x, y), statistic = weighted_tau, stype = "w", eps = 1e-5)
  out <- list(
    name = name, x = x, y = y, pearson = plain(pearson$estimate), pearson_p = pearson$p.value,
    spearman = plain(spearman$estimate), spearman_p = spearman$p.value, kendall = plain(kendall$estimate),
    kendall_p = kendall$p.value, kendall_se = sqrt(sum(slopes^2)) / n, somers_x_given_y = somers(x, y),
    somers_y_given_x = somers(y, x), somers_se_x_given_y = agreed(x, y), somers_se_y_given_x = agreed(y, x)
  )
  if (n > 3) {
    levels <- c(0.9, 0.95)
    out$pearson_limits <- by_level(levels, function(level) plain(cor.test(x, y, conf.level = level)$conf.int))
    out$spearman_limits <- by_level(levels, function(level) bonett_wright(out$spearman, n, level))
  }
  if (!anyDuplicated(x) && !anyDuplicated(y)) {
    out$kendall_p_exact <- ranked("kendall", TRUE)$p.value
  }
  out
}
correlation <- entry(
  paste(
    "Fisher's interval; Bonett & Wright 2000 for ranks (printed formula); Kendall's tau-b; Somers' D of the first",
    "given the second: pairs tied in the second left out; errors by infinitesimal jackknife"
  ),
  "stats::cor.test, Hmisc::rcorr.cens, survival::concordance, boot::empinf", c("Hmisc", "survival", "boot"),
  lapply(names(SETS), correlated)
)

residual_r <- function(x, y, controls, rank) {
  if (rank) {
    x <- rank(x)
    y <- rank(y)
    controls <- apply(controls, 2, rank)
  }
  r <- cor(residuals(lm(x ~ controls)), residuals(lm(y ~ controls)))
  df <- length(x) - 2 - ncol(controls)
  list(r = r, p = 2 * pt(-abs(r * sqrt(df / (1 - r^2))), df))
}
partial_case <- function(data, x, y, controls) {
  z <- as.matrix(data[controls])
  plain_r <- residual_r(data[[x]], data[[y]], z, FALSE)
  ranked <- residual_r(data[[x]], data[[y]], z, TRUE)
  list(
    x = data[[x]], y = data[[y]], controls = each(function(name) data[[name]], controls), pearson = plain_r$r,
    pearson_p = plain_r$p, spearman = ranked$r, spearman_p = ranked$p
  )
}
partial <- entry(
  "correlation of the residuals of two regressions; p with n - 2 - controls degrees of freedom",
  "stats::lm, cor", character(),
  list(
    partial_case(swiss, "Fertility", "Education", "Agriculture"),
    partial_case(swiss, "Fertility", "Examination", c("Education", "Catholic")),
    partial_case(attitude, "rating", "raises", c("complaints", "learning", "privileges")),
    partial_case(mtcars, "mpg", "wt", "hp"), partial_case(stackloss, "stack.loss", "Acid.Conc.", "Air.Flow")
  )
)

# ordinal by ordinal

plain_matrix <- function(m) unname(matrix(as.numeric(m), nrow(m)))
eyes <- function(who) plain_matrix(xtabs(Freq ~ right + left, subset(vcd::VisualAcuity, gender == who)))
homes <- MASS::housing
TABLES <- list(
  olsson = matrix(c(13, 69, 41, 6, 113, 132, 0, 22, 104), 3),
  eyes_women = eyes("female"), eyes_men = eyes("male"),
  influence_satisfaction = plain_matrix(xtabs(Freq ~ Infl + Sat, homes)),
  contact_satisfaction = plain_matrix(xtabs(Freq ~ Cont + Sat, homes)),
  gears_cylinders = plain_matrix(table(mtcars$gear, mtcars$cyl)),
  treatment_improved = plain_matrix(xtabs(~ Treatment + Improved, vcd::Arthritis)),
  two_by_two = matrix(c(44, 22, 13, 41), 2), reversed = matrix(c(5, 22, 41, 30, 19, 6), 3)
)
# Where the slope of the likelihood of rho is 0: polychor seeks the same maximum, to five digits.
two_step_root <- function(m, near) {
  cuts <- function(totals) c(-Inf, qnorm(cumsum(totals)[-length(totals)] / sum(totals)), Inf)
  a <- cuts(rowSums(m))
  b <- cuts(colSums(m))
  cells <- function(upto) {
    out <- matrix(outer(seq_along(a), seq_along(b), Vectorize(function(i, j) upto(a[i], b[j]))), length(a))
    t(diff(t(diff(out))))
  }
  slope <- function(rho) {
    link <- matrix(c(1, rho, rho, 1), 2)
    chance <- cells(function(h, k) {
      if (min(h, k) == -Inf) return(0)
      if (max(h, k) == Inf) return(pnorm(min(h, k)))
      c(mvtnorm::pmvnorm(c(-Inf, -Inf), c(h, k), corr = link, algorithm = mvtnorm::TVPACK(1e-15)))
    })
    moved <- cells(function(h, k) if (all(is.finite(c(h, k)))) mvtnorm::dmvnorm(c(h, k), sigma = link) else 0)
    sum((m * moved / chance)[m > 0])
  }
  uniroot(slope, near + c(-0.01, 0.01), tol = 1e-14)$root
}
# Infinitesimal jackknife: what one row more in each cell does to rho.
two_step_error <- function(m, near) {
  step <- 1e-4
  moves <- vapply(which(m > 0), function(cell) {
    up <- m
    down <- m
    up[cell] <- up[cell] + step * m[cell]
    down[cell] <- down[cell] - step * m[cell]
    (two_step_root(up, near) - two_step_root(down, near)) / (2 * step * m[cell])
  }, 0)
  sqrt(sum(m[m > 0] * moves^2))
}
polychoric_case <- function(name) {
  m <- TABLES[[name]]
  two_step <- polycor::polychor(m, ML = FALSE, std.err = FALSE)
  other <- quiet(psych::polychoric(as.data.frame(lapply(data.frame(
    a = rep(row(m), m), b = rep(col(m), m)
  ), as.numeric)), correct = 0))$rho[1, 2]
  cuts <- function(totals) qnorm(cumsum(totals)[-length(totals)] / sum(totals))
  list(
    name = name, rows = m, rho = two_step_root(m, two_step), se = two_step_error(m, two_step),
    polycor = plain(two_step), psych = plain(other), row_cuts = I(cuts(rowSums(m))), column_cuts = I(cuts(colSums(m)))
  )
}
polychoric <- entry(
  paste(
    "two-step maximum likelihood (Olsson 1979): cuts from the margins, then rho; no correction of empty cells. rho:",
    "root of the slope by bivariate normal chances; se: infinitesimal jackknife; polycor and psych",
    "stop at four or five digits"
  ),
  "mvtnorm::pmvnorm, stats::uniroot, polycor::polychor, psych::polychoric(correct = 0)",
  c("mvtnorm", "polycor", "psych"), lapply(names(TABLES), polychoric_case)
)
