-- The chains the product comes with: the short chain in use almost everywhere as the default, and four places whose published procedure we
-- know in parts. What a source does not say (how long a notice hangs, most deadlines) is `to_confirm` at the step and shown so.

select app_enter('00000000-0000-0000-0000-000000000000', 0, 1000000000000);

insert into claim_procedure (id, division, theme, name_zh, name_en, valid_from, confidence, source, shipped, state, created_at) values
  ('00650000-0000-8000-8000-000000000001', 0, null, '通行简式流程', 'Standard short chain', '2008-01-01', 'to_confirm',
    '通行做法：个人申报、村（居）评议并公示、乡镇（街道）初审并公示、县级确认；期限与公示天数请本单位按当地文件核对，县级确认后的公示按当地做法', true, 'approved', '2026-01-01'),
  ('00650000-0000-8000-8000-000000000002', 341524000000, 'allowance', '金寨县申报流程', 'Jinzhai procedure', '2008-01-01', 'to_confirm',
    '公开的办理流程：1月15日前申报，2月15日前村级入户评议，3月15日前乡镇审核；来源未载公示环节，公示按制度通则补入，请核对', true, 'approved', '2026-01-01'),
  ('00650000-0000-8000-8000-000000000003', 350300000000, 'allowance', '莆田市申报流程', 'Putian procedure', '2008-01-01', 'to_confirm',
    '公开的办理流程：女方满49周岁的前一年申报，已满的3月31日前申报；村级评议并张榜公布，乡镇初审，县级审核确认并公布，省市备案；公示天数请核对', true, 'approved', '2026-01-01'),
  ('00650000-0000-8000-8000-000000000004', 110000000000, 'allowance', '北京市申报流程', 'Beijing procedure', '2008-01-01', 'to_confirm',
    '北京市 2008 年方案：个人申请、村（居）评议、乡镇（街道）审核、张榜公布、区县审批；公示天数请核对', true, 'approved', '2026-01-01'),
  ('00650000-0000-8000-8000-000000000005', 510500000000, 'allowance', '泸州市申报流程', 'Luzhou procedure', '2024-01-01', 'to_confirm',
    '公开的办理流程（2024-04）：常年申报，每年12月最后一个工作日截止，计入次年（此处设为12月31日，遇休息日请提前）；乡镇初核、区县复核；来源未载公示环节，公示按制度通则补入，请核对', true, 'approved', '2026-01-01');

insert into claim_step (procedure_id, position, kind, role, deadline_days, deadline_on, notice_days, confidence) values
  ('00650000-0000-8000-8000-000000000001', 1, 'declaration', 'community_worker', null, null, null, 'to_confirm'),
  ('00650000-0000-8000-8000-000000000001', 2, 'village_review', 'community_worker', 15, null, null, 'to_confirm'),
  ('00650000-0000-8000-8000-000000000001', 3, 'village_notice', 'community_worker', 20, null, 7, 'to_confirm'),
  ('00650000-0000-8000-8000-000000000001', 4, 'township_review', 'street_officer', 15, null, null, 'to_confirm'),
  ('00650000-0000-8000-8000-000000000001', 5, 'public_notice', 'street_officer', 20, null, 7, 'to_confirm'),
  ('00650000-0000-8000-8000-000000000001', 6, 'county_confirmation', 'district_approver', 15, null, null, 'to_confirm'),
  ('00650000-0000-8000-8000-000000000001', 7, 'notice_of_decision', 'district_officer', 10, null, null, 'to_confirm'),
  ('00650000-0000-8000-8000-000000000001', 8, 'filed', 'district_officer', null, null, null, 'to_confirm'),
  ('00650000-0000-8000-8000-000000000002', 1, 'declaration', 'community_worker', null, '01-15', null, 'sourced'),
  ('00650000-0000-8000-8000-000000000002', 2, 'village_review', 'community_worker', null, '02-15', null, 'sourced'),
  ('00650000-0000-8000-8000-000000000002', 3, 'township_review', 'street_officer', null, '03-15', null, 'sourced'),
  ('00650000-0000-8000-8000-000000000002', 4, 'public_notice', 'street_officer', null, null, 7, 'to_confirm'),
  ('00650000-0000-8000-8000-000000000002', 5, 'county_confirmation', 'district_approver', null, null, null, 'sourced'),
  ('00650000-0000-8000-8000-000000000002', 6, 'notice_of_decision', 'district_officer', null, null, null, 'to_confirm'),
  ('00650000-0000-8000-8000-000000000002', 7, 'filed', 'district_officer', null, null, null, 'to_confirm'),
  ('00650000-0000-8000-8000-000000000003', 1, 'declaration', 'community_worker', null, '03-31', null, 'sourced'),
  ('00650000-0000-8000-8000-000000000003', 2, 'village_review', 'community_worker', null, null, null, 'sourced'),
  ('00650000-0000-8000-8000-000000000003', 3, 'village_notice', 'community_worker', null, null, 7, 'to_confirm'),
  ('00650000-0000-8000-8000-000000000003', 4, 'township_review', 'street_officer', null, null, null, 'sourced'),
  ('00650000-0000-8000-8000-000000000003', 5, 'county_confirmation', 'district_approver', null, null, null, 'sourced'),
  ('00650000-0000-8000-8000-000000000003', 6, 'notice_of_decision', 'district_officer', null, null, null, 'to_confirm'),
  ('00650000-0000-8000-8000-000000000003', 7, 'filed', 'district_officer', null, null, null, 'sourced'),
  ('00650000-0000-8000-8000-000000000004', 1, 'declaration', 'community_worker', null, null, null, 'sourced'),
  ('00650000-0000-8000-8000-000000000004', 2, 'village_review', 'community_worker', null, null, null, 'sourced'),
  ('00650000-0000-8000-8000-000000000004', 3, 'township_review', 'street_officer', null, null, null, 'sourced'),
  ('00650000-0000-8000-8000-000000000004', 4, 'public_notice', 'street_officer', null, null, 7, 'to_confirm'),
  ('00650000-0000-8000-8000-000000000004', 5, 'county_confirmation', 'district_approver', null, null, null, 'sourced'),
  ('00650000-0000-8000-8000-000000000004', 6, 'notice_of_decision', 'district_officer', null, null, null, 'to_confirm'),
  ('00650000-0000-8000-8000-000000000004', 7, 'filed', 'district_officer', null, null, null, 'sourced'),
  -- The last working day of December, which is the 31st only in some years: the day is to be confirmed each year.
  ('00650000-0000-8000-8000-000000000005', 1, 'declaration', 'community_worker', null, '12-31', null, 'to_confirm'),
  ('00650000-0000-8000-8000-000000000005', 2, 'township_review', 'street_officer', null, null, null, 'sourced'),
  ('00650000-0000-8000-8000-000000000005', 3, 'public_notice', 'street_officer', null, null, 7, 'to_confirm'),
  ('00650000-0000-8000-8000-000000000005', 4, 'county_confirmation', 'district_approver', null, null, null, 'sourced'),
  ('00650000-0000-8000-8000-000000000005', 5, 'notice_of_decision', 'district_officer', null, null, null, 'to_confirm'),
  ('00650000-0000-8000-8000-000000000005', 6, 'filed', 'district_officer', null, null, null, 'to_confirm');

insert into claim_path (procedure_id, from_state, to_state, act)
select p.id, m.from_state, m.to_state, m.act from claim_procedure p cross join lateral claim_paths_of(p.id) m;
