"""A small season as the earlier tour would publish it: 24 CSV texts.

Guarantees that every row keeps the rules of the tour, so that a test breaks exactly one.

Tournament 1 (MT100, week 2 of 2026): men's 60, six players, unseeded. Tournament 2 (MT200, week
4): men's 60, seven players with two seeds from the ranking of week 3; women's 65, six players.
Tournament 3 lies ahead of NOW, and one player has entered it.
"""

from datetime import UTC, datetime

NOW = datetime(2026, 2, 2, 12, tzinfo=UTC)

REFERENCE = {
    "gender": """\
gender_id,code,description
1,M,Male
2,F,Female
""",
    "agecategory": """\
age_category_id,code,description,min_age,max_age
1,60,age between 60 and 64 during the calendar year,60,64
2,65,age between 65 and 69 during the calendar year,65,69
""",
    "playerstatus": """\
status_id,status_description
1,Active
2,Inactive
3,Retired
4,Suspended
""",
    "matchstatus": """\
match_status_id,code,description
1,Scheduled,Match is in the draw but not yet played
2,Completed,"Match finished, result recorded"
3,Walkover,One player did not come
4,Retired,Player retired during match
5,Cancelled,Nobody played
6,Disqualification,One player was disqualified
""",
    "drawstatus": """\
status_id,status_name,description
1,Open,Entries are being accepted
2,Closed,"Entry deadline passed, but draw not yet generated"
3,Generated,"Draw made, seeding and byes assigned"
4,Completed,"All matches finished, results recorded"
5,Cancelled,Fewer than 6 players
""",
    "surfaces": """\
surface_id,surface_name
1,Clay
2,Hard
3,Grass
4,Carpet
""",
    "tournamentcategory": """\
category_id,description
1,MT100
2,MT200
3,MT400
4,MT700
5,MT1000
""",
    "matchrounds": """\
round_id,code,label
1,R64,Round of 64
2,R32,Round of 32
3,R16,Round of 16
4,QF,Quarter-Final
5,SF,Semi-Final
6,F,Final
""",
    "stageresults": """\
id,code,description,display_order
1,W,Winner,1
2,F,Finalist,2
3,SF,Semi-finalist,3
4,QF,Quarter-finalist,4
5,L16,Last 16,5
6,L32,Last 32,6
7,L64,Last 64,7
""",
    "seedingrules": """\
id,min_players,max_players,num_seeds
1,6,8,2
2,9,16,4
3,17,32,8
4,33,64,16
""",
    "pointsrules": """\
points_id,category_id,stage_result_id,points
1,1,1,100
2,1,2,70
3,1,3,45
4,1,4,30
8,2,1,200
9,2,2,140
10,2,3,90
11,2,4,60
""",
}

PEOPLE = {
    "country": """\
country_id,code,description
1,F,France
2,CH,Switzerland
""",
    "location": """\
location_id,country_id,city
1,1,Nice
2,2,Genève
""",
    "venue": """\
venue_id,location_id,venue_name
1,1,Nice Lawn Tennis Club
2,2,"Tennis Club de Genève, courts 1 to 6"
""",
    "players": """\
player_id,gender_id,country_id,status_id,first_name,last_name,birth_year
1,1,1,1,Jean,Aubert,1963
2,1,1,1,Luc,Berger,1964
3,1,2,1,Urs,Caflisch,1965
4,1,1,1,Marc,Dupont,1966
5,1,2,1,Beat,Egli,1962
6,1,1,1,René,Favre,1963
7,1,1,1,Yves,Girard,1964
8,1,2,2,Jörg,Hofer,1964
11,2,1,1,Anne,Imbert,1959
12,2,2,1,Ruth,Jenny,1960
13,2,1,1,Marie,Klein,1961
14,2,1,1,Luce,Lambert,1957
15,2,2,1,Vreni,Meier,1959
16,2,1,3,Odile,Noir,1958
""",
    "tournaments": """\
tournament_id,name,start_date,end_date,tournament_year,tournament_week,venue_id,category_id,surface_id
1,Nice MT100 Open,2026-01-05,2026-01-11,2026,2,1,1,1
2,Genève MT200 Senior,2026-01-19,2026-01-25,2026,4,2,2,2
3,Nice MT1000 Championships,2026-03-02,2026-03-08,2026,10,1,5,3
""",
    "entries": """\
entry_id,player_id,tournament_id,age_category_id,gender_id,entry_points,entry_timestamp,withdrawn_at,withdrawal_type
1,1,1,1,1,0,2025-12-20 17:34:00,,
2,2,1,1,1,0,2025-12-20 17:35:00,,
3,3,1,1,1,0,2025-12-21 08:00:00,,
4,4,1,1,1,0,2025-12-22 08:00:00,,
5,5,1,1,1,0,2025-12-23 08:00:00,,
6,6,1,1,1,0,2025-12-30 10:00:00,,
7,8,1,1,1,0,2025-12-24 08:00:00,2025-12-29 09:00:00,BEFORE_DRAW
8,1,2,1,1,100,2026-01-12 21:00:00,,
9,2,2,1,1,45,2026-01-12 21:01:00,,
10,3,2,1,1,0,2026-01-12 21:02:00,,
11,4,2,1,1,0,2026-01-12 21:03:00,,
12,5,2,1,1,70,2026-01-12 21:04:00,,
13,6,2,1,1,0,2026-01-12 21:05:00,2026-01-17 12:00:00,AFTER_DRAW
14,7,2,1,1,0,2026-01-12 21:06:00,,
15,11,2,2,2,0,2026-01-05 09:00:00,,
16,12,2,2,2,0,2026-01-05 09:01:00,,
17,13,2,2,2,0,2026-01-05 09:02:00,,
18,14,2,2,2,0,2026-01-05 09:03:00,,
19,15,2,2,2,0,2026-01-05 09:04:00,,
20,16,2,2,2,0,2026-01-05 09:05:00,,
21,1,3,1,1,240,2026-01-30 09:00:00,,
""",
}

DRAWS = {
    "draws": """\
draw_id,tournament_id,age_category_id,gender_id,draw_status_id,num_players,has_supertiebreak,draw_generated_at
1,1,1,1,4,6,f,2026-01-02 18:00:00
2,2,1,1,4,7,f,2026-01-16 19:00:00
3,2,2,2,4,6,t,2026-01-16 19:00:00
""",
    "drawplayers": """\
draw_id,player_id,draw_position,has_bye,entry_points,entry_timestamp
1,1,1,t,0,2025-12-20 17:34:00
1,2,3,f,0,2025-12-20 17:35:00
1,3,4,f,0,2025-12-21 08:00:00
1,4,5,f,0,2025-12-22 08:00:00
1,5,6,f,0,2025-12-23 08:00:00
1,6,7,t,0,2025-12-30 10:00:00
2,1,1,t,100,2026-01-12 21:00:00
2,3,3,f,0,2026-01-12 21:02:00
2,2,4,f,45,2026-01-12 21:01:00
2,7,5,f,0,2026-01-12 21:06:00
2,4,6,f,0,2026-01-12 21:03:00
2,6,7,f,0,2026-01-12 21:05:00
2,5,8,f,70,2026-01-12 21:04:00
3,11,1,t,0,2026-01-05 09:00:00
3,12,3,f,0,2026-01-05 09:01:00
3,13,4,f,0,2026-01-05 09:02:00
3,14,5,t,0,2026-01-05 09:03:00
3,15,7,f,0,2026-01-05 09:04:00
3,16,8,f,0,2026-01-05 09:05:00
""",
    "drawseed": """\
draw_id,player_id,seed_number,seeding_points,is_actual_seeding
2,1,1,100,f
2,5,2,70,f
2,1,1,100,t
2,5,2,70,t
""",
    "matches": """\
match_id,draw_id,round_id,player1_id,player2_id,match_number,match_date,winner_id,match_status_id,set1_player1,set1_player2,set1_tiebreak_player1,set1_tiebreak_player2,set2_player1,set2_player2,set2_tiebreak_player1,set2_tiebreak_player2,set3_player1,set3_player2,set3_tiebreak_player1,set3_tiebreak_player2,set3_supertiebreak_player1,set3_supertiebreak_player2
1,1,4,2,3,2,2026-01-05,2,2,6,4,,,6,3,,,,,,,,
2,1,4,4,5,3,2026-01-05,5,2,6,4,,,3,6,,,2,6,,,,
3,1,5,1,2,1,2026-01-06,1,2,7,6,7,5,6,4,,,,,,,,
4,1,5,5,6,2,2026-01-06,5,4,6,4,,,2,1,,,,,,,,
5,1,6,1,5,1,2026-01-07,1,2,6,4,,,7,5,,,,,,,,
6,2,4,3,2,2,2026-01-19,2,2,3,6,,,4,6,,,,,,,,
7,2,4,7,4,3,2026-01-19,7,2,7,5,,,3,6,,,7,6,8,6,,
8,2,4,6,5,4,2026-01-19,5,3,,,,,,,,,,,,,,
9,2,5,1,2,1,2026-01-20,1,2,6,1,,,6,2,,,,,,,,
10,2,5,7,5,2,2026-01-20,5,2,4,6,,,4,6,,,,,,,,
11,2,6,1,5,1,2026-01-22,5,2,4,6,,,6,4,,,3,6,,,,
12,3,4,12,13,2,2026-01-19,12,2,6,4,,,3,6,,,,,,,10,7
13,3,4,15,16,4,2026-01-19,15,6,6,2,,,1,0,,,,,,,,
14,3,5,11,12,1,2026-01-20,11,2,6,0,,,6,0,,,,,,,,
15,3,5,14,15,2,2026-01-20,15,4,6,7,3,7,6,6,3,2,,,,,,
16,3,6,11,15,1,2026-01-21,11,2,6,3,,,6,7,5,7,,,,,12,10
""",
}

RANKINGS = {
    "playersuspensions": """\
suspension_id,player_id,tournament_id,reason_match_status_id,suspension_start,suspension_end,created_at
1,6,2,3,2026-01-19,2026-03-19,2026-01-19 18:00:00
2,16,2,6,2026-01-19,2026-07-19,2026-01-19 18:00:00
""",
    "pointshistory": """\
id,player_id,tournament_id,age_category_id,stage_result_id,points_earned,tournament_end_date,created_at
1,1,1,1,1,100,2026-01-11,2026-01-07 18:00:00
2,5,1,1,2,70,2026-01-11,2026-01-07 18:00:00
3,2,1,1,3,45,2026-01-11,2026-01-07 18:00:00
4,6,1,1,3,0,2026-01-11,2026-01-07 18:00:00
5,3,1,1,4,0,2026-01-11,2026-01-07 18:00:00
6,4,1,1,4,0,2026-01-11,2026-01-07 18:00:00
7,5,2,1,1,200,2026-01-25,2026-01-22 18:00:00
8,1,2,1,2,140,2026-01-25,2026-01-22 18:00:00
9,2,2,1,3,90,2026-01-25,2026-01-22 18:00:00
10,7,2,1,3,90,2026-01-25,2026-01-22 18:00:00
11,3,2,1,4,0,2026-01-25,2026-01-22 18:00:00
12,4,2,1,4,0,2026-01-25,2026-01-22 18:00:00
13,6,2,1,4,0,2026-01-25,2026-01-22 18:00:00
14,11,2,2,1,200,2026-01-25,2026-01-21 18:00:00
15,15,2,2,2,140,2026-01-25,2026-01-21 18:00:00
16,12,2,2,3,90,2026-01-25,2026-01-21 18:00:00
17,14,2,2,3,0,2026-01-25,2026-01-21 18:00:00
18,13,2,2,4,0,2026-01-25,2026-01-21 18:00:00
19,16,2,2,4,0,2026-01-25,2026-01-21 18:00:00
""",
    # equal points by the lots of section 6
    "weeklyranking": """\
player_id,age_category_id,gender_id,ranking_year,ranking_week,total_points,rank_position
1,1,1,2026,3,100,1
5,1,1,2026,3,70,2
2,1,1,2026,3,45,3
3,1,1,2026,3,0,4
4,1,1,2026,3,0,5
6,1,1,2026,3,0,6
1,1,1,2026,4,100,1
5,1,1,2026,4,70,2
2,1,1,2026,4,45,3
3,1,1,2026,4,0,4
6,1,1,2026,4,0,5
4,1,1,2026,4,0,6
5,1,1,2026,5,270,1
1,1,1,2026,5,240,2
2,1,1,2026,5,135,3
7,1,1,2026,5,90,4
6,1,1,2026,5,0,5
3,1,1,2026,5,0,6
4,1,1,2026,5,0,7
11,2,2,2026,5,200,1
15,2,2,2026,5,140,2
12,2,2,2026,5,90,3
16,2,2,2026,5,0,4
14,2,2,2026,5,0,5
13,2,2,2026,5,0,6
""",
}

TEXTS = {**REFERENCE, **PEOPLE, **DRAWS, **RANKINGS}
