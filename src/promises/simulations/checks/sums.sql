-- Months and streets of a kept simulation add up to its totals.
select s.id from simulation s
  cross join lateral (select count(*) as months, coalesce(sum(m.today_fen), 0) as today_fen, coalesce(sum(m.draft_fen), 0) as draft_fen
    from simulation_month m where m.simulation_id = s.id) m
  cross join lateral (select coalesce(sum(p.today_fen), 0) as today_fen, coalesce(sum(p.draft_fen), 0) as draft_fen,
      coalesce(sum(p.gained), 0) as gained, coalesce(sum(p.lost), 0) as lost, coalesce(sum(p.more), 0) as more, coalesce(sum(p.less), 0) as less
    from simulation_street p where p.simulation_id = s.id) p
where not (s.months = m.months and s.today_fen = m.today_fen and s.draft_fen = m.draft_fen and s.today_fen = p.today_fen
  and s.draft_fen = p.draft_fen and s.gained = p.gained and s.lost = p.lost and s.more = p.more and s.less = p.less)
