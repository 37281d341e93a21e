# Make r.json: values from R for the tests to compare ours with.
#
#     Rscript tests/reference/make_r.R
#
# Needs R 4.2 with Debian's r-base-core, r-recommended, r-cran-brglm, r-cran-car, r-cran-hmisc, r-cran-jsonlite,
# r-cran-mvtnorm, r-cran-numderiv, r-cran-polycor, r-cran-prevalence, r-cran-proc, r-cran-psych, r-cran-sandwich,
# r-cran-survey and r-cran-vcd.  Where Debian has no package (relaimpo, qcc, DescTools, PropCIs, NPS, queueing), the
# published formula stands in base R, by another way than ours where there is one.  The subjects are in make_r/; nothing
# imports our own code.

suppressMessages(suppressWarnings({
  library(jsonlite)
  library(boot)
  library(survey)
}))
options(warn = 1, digits = 15)

DATE <- "2026-11-22"
COMMAND <- "Rscript tests/reference/make_r.R"
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)))

version_of <- function(...) {
  paste(vapply(c(...), function(p) paste(p, packageVersion(p)), ""), collapse = ", ")
}

# One entry: where its values are from, then its cases, one list each.
entry <- function(source, tool, packages, cases) {
  list(
    source = source, tool = tool, version = paste("R", getRversion(), version_of("stats", packages)),
    command = COMMAND, date = DATE, cases = cases
  )
}

# Values without names, so that they become a JSON array; anything else is left as it is.
plain <- function(x) unname(as.vector(x))
quiet <- function(expression) suppressWarnings(expression)
by_level <- function(levels, limits) setNames(lapply(levels, limits), levels)
each <- function(...) unname(Map(...))

for (subject in c(
  "net_scores", "shares", "means", "correlation", "drivers", "queues", "retention", "variation", "outcomes", "printed"
)) {
  source(file.path(here, "make_r", paste0(subject, ".R")))
}

all_entries <- list(
  net_score = net_score, net_score_test = net_score_test, net_score_paired = net_score_paired,
  net_score_needed = net_score_needed, net_score_bootstrap = net_score_bootstrap, share = share,
  share_difference = share_difference, share_pairwise = share_pairwise, correction = correction, mean = mean_entry,
  weighted = weighted_entry, weighted_share = weighted_share_entry, weighted_net = weighted_net_entry,
  closed_list = closed_list_entry, ratio = ratio_entry, correlation = correlation, partial = partial,
  polychoric = polychoric, drivers = drivers, data = data_entry, queue = queue, queue_agents = queue_agents,
  queue_lines = queue_lines, queue_patience = queue_patience, retention = retention,
  retention_cohorts = retention_cohorts, lifetime_value = lifetime_value, silent = silent, control = control,
  funnel = funnel, series = series, logistic = logistic, impact = impact, impact_paired = impact_paired,
  impact_shares = impact_shares, words = words, net_score_printed = net_score_printed,
  net_score_printed_too = net_score_printed_too, control_printed = control_printed,
  drivers_printed = drivers_printed
)

as_json <- function(x) toJSON(x, digits = I(12), auto_unbox = TRUE, na = "null", null = "null")

# One line per case, so that the file can be read and compared.
entry_json <- function(name) {
  item <- all_entries[[name]]
  head <- item[names(item) != "cases"]
  lines <- vapply(item$cases, function(case) paste0("      ", as_json(case)), "")
  fields <- vapply(names(head), function(field) paste0("    \"", field, "\": ", as_json(head[[field]])), "")
  paste0(
    "  \"", name, "\": {\n", paste(fields, collapse = ",\n"), ",\n    \"cases\": [\n",
    paste(lines, collapse = ",\n"), "\n    ]\n  }"
  )
}
text <- paste0("{\n", paste(vapply(names(all_entries), entry_json, ""), collapse = ",\n"), "\n}\n")
writeLines(text, file.path(here, "r.json"), sep = "")
