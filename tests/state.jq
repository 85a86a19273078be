# state.jq - attributes of bridges, bonds, their ports and VLANs: one line each
# Input: `ip -d -j link` and `bridge -j vlan` in one array.  The first words
# of a line are always there; the others when they are not what a new device
# has.  $asked holds the words of the case's file: a path cost is by default a
# function of the speed, so it shows only when somebody asked.

def other($key; $usual):
	if .[$key] == null or .[$key] == $usual then empty
	else " \($key) \(.[$key] | if type == "array" then join(",") else . end)" end;

def bridge:
	"stp_state \(.stp_state) forward_delay \(.forward_delay)"
	+ ([other("hello_time"; 200), other("max_age"; 2000), other("ageing_time"; 30000),
	    other("priority"; 32768), other("vlan_filtering"; 0), other("vlan_protocol"; "802.1Q"),
	    other("vlan_default_pvid"; 1), other("mcast_snooping"; 1)] | join(""));

def bond:
	"mode \(.mode) miimon \(.miimon)"
	+ ([other("updelay"; 0), other("downdelay"; 0), other("use_carrier"; 1),
	    other("arp_interval"; 0), other("arp_ip_target"; []), other("arp_validate"; "none"),
	    other("arp_all_targets"; "any"), other("primary"; ""), other("primary_reselect"; "always"),
	    other("fail_over_mac"; "none"), other("xmit_hash_policy"; "layer2"),
	    other("resend_igmp"; 1), other("num_peer_notif"; 1), other("all_slaves_active"; 0),
	    other("min_links"; 0), other("lp_interval"; 1), other("packets_per_slave"; 1),
	    other("ad_lacp_active"; "on"), other("ad_lacp_rate"; "slow"), other("ad_select"; "stable"),
	    other("ad_actor_sys_prio"; 65535), other("ad_user_port_key"; 0),
	    other("tlb_dynamic_lb"; 1)] | join(""));

def bridge_port:
	([other("priority"; 32), other("hairpin"; false), other("guard"; false),
	  other("root_block"; false), other("fastleave"; false), other("learning"; true),
	  other("flood"; true), other("mcast_flood"; true), other("bcast_flood"; true),
	  other("neigh_suppress"; false), other("isolated"; false)] | join(""))
	+ (if $asked | test("pathcost|path-cost") then " cost \(.cost)" else "" end);

def bond_port:
	[other("queue_id"; 0), other("prio"; 0)] | join("");

def vlan:
	"vlan \(.vlan)" + (if .vlanEnd then "-\(.vlanEnd)" else "" end)
	+ ((.flags // []) | map(" " + .) | join(""));

.[0] as $links | .[1] as $vlans
| [$links[] | select(.linkinfo.info_data.vlan_filtering == 1).ifname] as $aware
| [$links[] | select([.ifname, .master] | any(. as $n | $aware | index($n) != null)).ifname] as $filtered
| (($links[] | . as $l | .linkinfo // {}
    | (select(.info_kind == "bridge") | "bridge \($l.ifname) " + (.info_data | bridge)),
      (select(.info_kind == "bond") | "bond \($l.ifname) " + (.info_data | bond)),
      (select(.info_kind == "macvlan") | "macvlan \($l.ifname) mode \(.info_data.mode)"),
      (select(.info_slave_kind == "bridge").info_slave_data | bridge_port
       | select(. != "") | "port \($l.ifname)" + .),
      (select(.info_slave_kind == "bond").info_slave_data | bond_port
       | select(. != "") | "port \($l.ifname)" + .)),
   ($vlans[] | select(.ifname as $n | $filtered | index($n)) | .ifname as $n
    | .vlans[] | "filter \($n) " + vlan))
