# ruff: noqa: B018
# The source of traffic_and_sales.ipynb: `python -m docs.make_notebook` runs it and writes that.

# %% [markdown]
# # Traffic and sales
#
# Traffic by hour and weekday, conversion with its interval, and tickets given traffic, with
# `api.frames.Frames`. The shop is **made up**: five weeks drawn from a seed
# ([made_up_shop.py](made_up_shop.py)), so that what should be found is known. For your own shop put
# your server in the place of the next cell's last line:
#
#     frames = Frames("https://counts.example.com/api")
#
# Run it from the root of the repository, where `docs` is found.

# %%
import matplotlib.pyplot  # noqa: F401  (tells Jupyter how figures are shown)
import numpy as np
import pandas as pd
import statsmodels.formula.api as smf
from matplotlib.figure import Figure
from statsmodels.genmod.families import Poisson

from api.frames import Frames
from docs.made_up_shop import made_up_shop

database, client = made_up_shop(seed=7)
frames = Frames(client)

# %% [markdown]
# ## What is known, and what is not
#
# One row an hour. Each figure comes with its interval, its n, its flags, and a note where there is
# no figure. Units are in `attrs`.

# %%
hours = frames.kpis(grain="hour")
hours["weekday"] = hours["local_start"].dt.day_name().str[:3]
hours["hour"] = hours["local_start"].dt.hour
hours["day"] = hours["local_start"].dt.normalize()
{name: hours.attrs["units"][name] for name in ("footfall", "conversion", "sales", "atv")}

# %% [markdown]
# Two hours of 18 March were lost. They are **missing, not 0**: never fill them with 0, and see that
# no mean or sum takes them for empty.

# %%
expected = hours[hours["coverage_minutes_expected"] > 0]
expected.loc[
    expected["footfall"].isna(), ["local_start", "footfall", "coverage_share", "footfall_note"]
]

# %% [markdown]
# ## Traffic by hour and weekday
#
# The mean of the hours that were counted.

# %%
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
traffic = expected.pivot_table(index="hour", columns="weekday", values="footfall", aggfunc="mean")
traffic = traffic[WEEKDAYS]
traffic.round(1)

# %%
figure = Figure(figsize=(5.2, 3.2), layout="constrained")
axes = figure.subplots()
image = axes.imshow(traffic, cmap="cividis", aspect="auto")
axes.set_xticks(range(len(WEEKDAYS)), WEEKDAYS)
axes.set_yticks(range(len(traffic)), [f"{hour}:00" for hour in traffic.index])
for row, column in np.ndindex(traffic.shape):
    value = traffic.iloc[row, column]
    dark = value < traffic.to_numpy().mean()
    axes.text(
        *(column, row, f"{value:.0f}"), ha="center", va="center", color="white" if dark else "black"
    )
axes.set_title("Visitors an hour, mean")
figure

# %% [markdown]
# ## Conversion, with its interval
#
# A ratio of several days is recomputed **from its sums**, never the mean of the days' ratios, and
# over the days of which both parts are known. The interval here is Wilson's: chance alone. The
# API's own intervals (`conversion_low`, `conversion_high`) hold the counter's error too, once an
# audit has measured it; until then every figure is flagged so.

# %%
days = frames.kpis(grain="day")
days = days.dropna(subset=["footfall", "transactions"])
days = days[days["coverage_share"] == 1]
days["weekday"] = days["local_start"].dt.day_name().str[:3]
weekly = days.groupby("weekday")[["transactions", "footfall"]].sum().loc[WEEKDAYS]


def wilson(tickets, visitors, z=1.959963984540054):
    p = tickets / visitors
    middle = (p + z**2 / (2 * visitors)) / (1 + z**2 / visitors)
    half = z / (1 + z**2 / visitors) * np.sqrt(p * (1 - p) / visitors + (z / (2 * visitors)) ** 2)
    return p, middle - half, middle + half


weekly["conversion"], weekly["low"], weekly["high"] = wilson(
    weekly["transactions"], weekly["footfall"]
)
weekly.round(3)

# %%
figure = Figure(figsize=(5.2, 2.6), layout="constrained")
axes = figure.subplots()
below = weekly["conversion"] - weekly["low"]
above = weekly["high"] - weekly["conversion"]
axes.errorbar(
    weekly.index,
    100 * weekly["conversion"],
    yerr=100 * np.array([below, above]),
    fmt="o",
    capsize=4,
)
axes.set_ylim(bottom=0)
axes.set_ylabel("%")
axes.set_title("Conversion by weekday, 95% interval")
figure

# %% [markdown]
# Saturday converts less: so it was drawn (22 % against 30 %). Is it *because* there are more
# people?
#
# ## Tickets given traffic
#
# **Conversion is not regressed on traffic.** Traffic is below the fraction: an hour in which the
# counter saw some people too many has too much traffic *and*, for that alone, too low a conversion.
# With any counter that errs, that regression finds diminishing returns where there are none, the
# more surely the more hours it is given. What can be asked is how **tickets** go with traffic:
#
# log E(tickets) = a + b · log(traffic) + weekday
#
# With b = 1 tickets are in proportion to traffic, and conversion does not change with it. Tickets
# are counts, hence Poisson; hours of one day hang together and counts vary more than Poisson's, so
# the errors are robust, by clusters of days. Hours without a known count are left out, not 0.

# %%
known = expected.dropna(subset=["footfall", "transactions"])
known = known[(known["footfall"] > 0) & (known["coverage_share"] == 1)].copy()
known["tickets"] = known["transactions"].astype(float)
known["log_traffic"] = np.log(known["footfall"])
formula = "tickets ~ log_traffic + C(weekday, Treatment('Wed'))"
clusters = {"groups": known["day"].factorize()[0]}
poisson = smf.glm(formula, known, family=Poisson()).fit(cov_type="cluster", cov_kwds=clusters)


def told(fit):
    interval = fit.conf_int()
    return pd.DataFrame({"estimate": fit.params, "low": interval[0], "high": interval[1]})


print(f"{len(known)} hours of {known['day'].nunique()} days")
print(f"Pearson chi² / degrees of freedom: {poisson.pearson_chi2 / poisson.df_resid:.2f}")
told(poisson).round(3)

# %% [markdown]
# `exp` of a weekday's coefficient is its conversion beside Wednesday's **at equal traffic**.
# Saturday's is below 1, and b is near 1: it is the day, not the crowd. (chi² below 1 is as it
# should be: of known visitors a share buys, which varies less than Poisson; robust errors allow
# it.)
#
# The same by the negative binomial, which lets counts vary more; where both agree, the choice does
# not matter.

# %%
negative = smf.negativebinomial(formula, known).fit(
    disp=False, maxiter=200, cov_type="cluster", cov_kwds=clusters
)
pd.DataFrame(
    {
        "Poisson b": told(poisson).loc["log_traffic"],
        "negative binomial b": told(negative).loc["log_traffic"],
        "Saturday / Wednesday": np.exp(told(poisson).filter(like="Sat", axis=0).iloc[0]),
    }
).T.round(3)

# %% [markdown]
# What an interval of b below 1 would **not** show: that the shop is too full. The counter's error
# pulls b towards 0 (the traffic is measured, not known), and so does the lag from the door to the
# till between one hour and the next. Look at the audits' error first, then at `queues`.

# %%
client.close()
database.close()
